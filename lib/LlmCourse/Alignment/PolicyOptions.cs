using LlmCourse.Training;

namespace LlmCourse.Alignment;

/// <summary>Describes a training of a policy by reinforcement completely: with a policy, a reward, requests and a seed it gives the same numbers again. (Chapter 12.)</summary>
public sealed record PolicyOptions
{
    /// <summary>Number of steps; each samples responses, scores them, and learns from them.</summary>
    public required int Steps { get; init; }

    /// <summary>Responses that a step samples.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Responses to each request; 1 for PPO, the size of a group for GRPO and rejection sampling.</summary>
    public int GroupSize { get; init; } = 1;

    /// <summary>How often a step goes through its responses.</summary>
    public int Epochs { get; init; } = 2;

    /// <summary>Parts that a step cuts its responses into; each is one update.</summary>
    public int Minibatches { get; init; } = 2;

    /// <summary>Learning rate of the policy.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Learning rate of the value head and its transformer.</summary>
    public double ValueLearningRate { get; init; } = 2e-3;

    /// <summary>How far a ratio of probabilities may move, ε.</summary>
    public double ClipRange { get; init; } = 0.2;

    /// <summary>What each nat away from the reference costs, β; 0 lets the policy go wherever the reward is.</summary>
    public double KLCoefficient { get; init; } = 0.1;

    /// <summary>The distance, in nats per response, that the coefficient is steered towards; null keeps the coefficient.</summary>
    public double? KLTarget { get; init; }

    /// <summary>How much surprises one token later count, λ.</summary>
    public double Trace { get; init; } = 0.95;

    /// <summary>Largest length of a gradient.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>File of the checkpoint; null writes none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps between two checkpoints; the last step always writes one.</summary>
    public int CheckpointEvery { get; init; } = 10;

    /// <summary>Seed of the requests, the responses and the order.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Checks that the numbers make sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message says which, and what is needed.</exception>
    public void Validate()
    {
        Require(Steps >= 1, $"Steps ({Steps}) must be at least 1.");
        Require(GroupSize >= 1 && BatchSize >= 1 && BatchSize % GroupSize == 0, $"BatchSize ({BatchSize}) must be a multiple of GroupSize ({GroupSize}), both at least 1.");
        Require(Epochs >= 1, $"Epochs ({Epochs}) must be at least 1.");
        Require(Minibatches >= 1 && Minibatches <= BatchSize, $"Minibatches ({Minibatches}) must be between 1 and BatchSize ({BatchSize}).");
        Require(LearningRate > 0 && ValueLearningRate > 0, $"LearningRate ({LearningRate}) and ValueLearningRate ({ValueLearningRate}) must be above 0.");
        Require(ClipRange > 0, $"ClipRange ({ClipRange}) must be above 0.");
        Require(KLCoefficient >= 0 && double.IsFinite(KLCoefficient), $"KLCoefficient ({KLCoefficient}) must be at least 0.");
        Require(KLTarget is null || (KLTarget > 0 && KLCoefficient > 0), $"KLTarget ({KLTarget}) must be above 0, and so must KLCoefficient ({KLCoefficient}), which is steered towards it.");
        Require(Trace is >= 0 and <= 1, $"Trace ({Trace}) must be between 0 and 1.");
        Require(GradientClip > 0, $"GradientClip ({GradientClip}) must be above 0.");
        Require(CheckpointEvery >= 1, $"CheckpointEvery ({CheckpointEvery}) must be at least 1.");
    }

    /// <summary>The optimiser's part: AdamW without decay, as gentle as reinforcement wants it.</summary>
    internal TrainingOptions Optimizer(double learningRate) => new() { Steps = Steps, BatchSize = BatchSize, LearningRate = learningRate, WeightDecay = 0, Beta2 = 0.95, Seed = Seed };

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
