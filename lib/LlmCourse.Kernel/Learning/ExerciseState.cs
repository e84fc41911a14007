namespace LlmCourse.Kernel.Learning;

/// <summary>How far a learner is with an exercise.</summary>
public enum ExerciseState
{
    /// <summary>Not attempted yet.</summary>
    Open,

    /// <summary>Attempted, and a check failed.</summary>
    Failed,

    /// <summary>Every check passed at least once.</summary>
    Solved,
}
