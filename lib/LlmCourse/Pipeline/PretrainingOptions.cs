using LlmCourse.Training;

namespace LlmCourse.Pipeline;

/// <summary>What the base model reads, and how. (Chapter 16.)</summary>
public sealed record PretrainingOptions
{
    /// <summary>Share of the rows that are news about visitors, who are known from the row alone.</summary>
    public double Visitors { get; init; } = 0.5;

    /// <summary>Share of the rows in which word problems are solved.</summary>
    public double Problems { get; init; } = 0.2;

    /// <summary>The recipe; its seed and its checkpoint are the pipeline's business.</summary>
    public required TrainingOptions Training { get; init; }
}
