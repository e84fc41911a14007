namespace LlmCourse.Kernel.Running;

/// <summary>What one check of an exercise found.</summary>
/// <param name="Name">What the check claims.</param>
/// <param name="Passed">Null where the exercise was not attempted.</param>
/// <param name="Answer">The hint, where it failed.</param>
public sealed record ExerciseCheckRecord(string Name, bool? Passed, string? Answer);
