namespace LlmCourse.Display;

/// <summary>What a check found: passed, failed with an answer, or (null) not attempted.</summary>
internal sealed record ExerciseOutcome(bool? Passed, string? Answer)
{
    /// <summary>True where the answer names the mistake that was made.</summary>
    public bool NamesMistake { get; init; }
}
