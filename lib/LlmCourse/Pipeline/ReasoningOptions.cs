using LlmCourse.Training;

namespace LlmCourse.Pipeline;

/// <summary>
/// How a model learns to solve word problems: from a few solutions, then in rounds from its own tries that a check found right, beside what it must not forget. (Zelikman et al. 2022;
/// chapter 16.)
/// </summary>
public sealed record ReasoningOptions
{
    /// <summary>Steps of a problem.</summary>
    public int ProblemSteps { get; init; } = 3;

    /// <summary>Solutions that people wrote, half of them with steps.</summary>
    public required int Demonstrations { get; init; }

    /// <summary>Rounds of tries after the solutions are learnt; 0 learns the solutions alone.</summary>
    public int Rounds { get; init; }

    /// <summary>Problems that are tried in each round.</summary>
    public required int Problems { get; init; }

    /// <summary>Tries at each problem.</summary>
    public int Tries { get; init; } = 4;

    /// <summary>Share of the rows that are the model's own answers to requests, as it gave them before this stage.</summary>
    public double RequestReplay { get; init; } = 0.25;

    /// <summary>Share of the rows that are texts of the pre-training.</summary>
    public double StoryReplay { get; init; } = 0.25;

    /// <summary>The recipe of each round, that of the solutions included; its seed and its checkpoint are the pipeline's business.</summary>
    public required TrainingOptions Training { get; init; }
}
