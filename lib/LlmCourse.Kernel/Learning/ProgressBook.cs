namespace LlmCourse.Kernel.Learning;

/// <summary>A learner's work on the exercises, as the file of it holds it: exercise → what is known.</summary>
/// <param name="Version">The version of the file's form.</param>
/// <param name="Exercises">The exercises that were tried.</param>
public sealed record ProgressBook(int Version, SortedDictionary<string, ExerciseProgress> Exercises)
{
    /// <summary>The version that this program writes.</summary>
    public const int Current = 1;

    /// <summary>A book with nothing in it.</summary>
    public static ProgressBook Empty => new(Current, new SortedDictionary<string, ExerciseProgress>(StringComparer.Ordinal));

    /// <summary>What is known of an exercise.</summary>
    public ExerciseProgress Find(string exercise) => Exercises.GetValueOrDefault(exercise, ExerciseProgress.None);

    /// <summary>The exercises that are solved.</summary>
    public IEnumerable<string> Solved => Exercises.Where(one => one.Value.State == ExerciseState.Solved).Select(one => one.Key);
}
