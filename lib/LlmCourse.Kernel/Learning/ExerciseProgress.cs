namespace LlmCourse.Kernel.Learning;

/// <summary>What is known about a learner's work on an exercise. What was solved once stays solved, whatever becomes of the code later.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Tries">How often its checks ran on code that somebody wrote, up to the first time that all passed.</param>
/// <param name="Solved">When all checks first passed; null before.</param>
public sealed record ExerciseProgress(ExerciseState State, int Tries, DateTimeOffset? Solved)
{
    /// <summary>Before anything was tried.</summary>
    public static ExerciseProgress None { get; } = new(ExerciseState.Open, 0, null);

    /// <summary>What is known after the checks have run once more.</summary>
    /// <param name="state">The outcome as an exercise reports it: <c>passed</c>, <c>failed</c> or <c>not attempted</c>.</param>
    /// <param name="now">When that was.</param>
    public ExerciseProgress After(string state, DateTimeOffset now) => (State, state) switch
    {
        (ExerciseState.Solved, _) => this,
        (_, "passed") => new ExerciseProgress(ExerciseState.Solved, Tries + 1, now),
        (_, "failed") => this with { State = ExerciseState.Failed, Tries = Tries + 1 },
        _ => this,
    };
}
