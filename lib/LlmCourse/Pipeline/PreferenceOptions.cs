using LlmCourse.Training;

namespace LlmCourse.Pipeline;

/// <summary>What people judge, and how a reward model learns from it. (Chapter 16.)</summary>
public sealed record PreferenceOptions
{
    /// <summary>Requests that are answered for the judges.</summary>
    public required int Requests { get; init; }

    /// <summary>Answers to each; every two different ones are compared.</summary>
    public int Answers { get; init; } = 4;

    /// <summary>Responses over which the reward has mean 0 and deviation 1.</summary>
    public int Normalization { get; init; } = 512;

    /// <summary>The recipe; a batch counts in pairs. Its seed and its checkpoint are the pipeline's business.</summary>
    public required TrainingOptions Training { get; init; }
}
