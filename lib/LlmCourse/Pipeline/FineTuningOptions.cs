using LlmCourse.Training;

namespace LlmCourse.Pipeline;

/// <summary>How a base model learns to respond. (Chapter 16.)</summary>
public sealed record FineTuningOptions
{
    /// <summary>Share of the rows that are texts of the pre-training once more, against forgetting.</summary>
    public double Replay { get; init; } = 0.125;

    /// <summary>The recipe; its seed and its checkpoint are the pipeline's business.</summary>
    public required TrainingOptions Training { get; init; }
}
