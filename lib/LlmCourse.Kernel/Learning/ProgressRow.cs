namespace LlmCourse.Kernel.Learning;

/// <summary>A learner's work on one exercise, as exports hold it.</summary>
/// <param name="Learner">Who.</param>
/// <param name="Chapter">The chapter's two digits.</param>
/// <param name="Exercise">The exercise.</param>
/// <param name="State">How far it is.</param>
/// <param name="Tries">How often its checks ran on code of the learner's.</param>
/// <param name="Solved">When it was solved; null before.</param>
public sealed record ProgressRow(string Learner, string Chapter, string Exercise, ExerciseState State, int Tries, DateTimeOffset? Solved);
