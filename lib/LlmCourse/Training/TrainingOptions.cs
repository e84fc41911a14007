using LlmCourse.Data;

namespace LlmCourse.Training;

/// <summary>Describes a training completely: together with a config, the data and a seed it gives the same numbers again. (Chapter 04.)</summary>
public sealed record TrainingOptions
{
    /// <summary>Number of optimiser steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Sequences per batch, B.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Tokens per sequence, T; the model's context when null.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>Batches whose gradients are added up before one step.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>How windows of the data are chosen.</summary>
    public SamplingMode Sampling { get; init; } = SamplingMode.RandomOffsets;

    /// <summary>Peak learning rate of AdamW.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Peak learning rate of Muon for the blocks' matrices; null leaves them to AdamW.</summary>
    public double? MuonLearningRate { get; init; }

    /// <summary>Steps over which the learning rate rises to its peak.</summary>
    public int WarmupSteps { get; init; } = 100;

    /// <summary>What follows the warm-up.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    /// <summary>Length of the final fall in <see cref="ScheduleKind.WarmupStableDecay"/>.</summary>
    public int DecaySteps { get; init; }

    /// <summary>The last learning rate as a share of the peak.</summary>
    public double FinalLearningRateFraction { get; init; } = 0.1;

    /// <summary>Pull of the weights towards zero, on matrices and embeddings only (Loshchilov and Hutter 2019).</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>AdamW's memory of the gradient, β₁.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's memory of the squared gradient, β₂.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Largest length of the whole gradient; longer ones are shortened to it (0: never).</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>Steps between two evaluations on the whole validation part; the last step always has one (0: only the last).</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Evaluations without a new best after which training stops (0: never).</summary>
    public int Patience { get; init; }

    /// <summary>File of the training checkpoint; null writes none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps between two checkpoints; the last step always writes one.</summary>
    public int CheckpointEvery { get; init; } = 100;

    /// <summary>Seed of the batches and of dropout.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>nanoGPT's recipe for a CPU (its README, "I only have a macbook"): with <c>GptConfig.ShakespeareChar</c> it publishes 1.88.</summary>
    public static TrainingOptions ShakespeareChar { get; } = new()
    {
        Steps = 2000,
        BatchSize = 12,
    };

    /// <summary>nanoGPT's recipe for a GPU: with <c>GptConfig.ShakespeareCharGpu</c> it publishes 1.4697.</summary>
    public static TrainingOptions ShakespeareCharGpu { get; } = new()
    {
        Steps = 5000,
        BatchSize = 64,
        EvaluateEvery = 250,
    };

    /// <summary>Checks that the numbers make sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message says which, and what is needed.</exception>
    public void Validate()
    {
        Require(Steps >= 1, $"Steps ({Steps}) must be at least 1.");
        Require(BatchSize >= 1, $"BatchSize ({BatchSize}) must be at least 1.");
        Require(SequenceLength is null or >= 1, $"SequenceLength ({SequenceLength}) must be at least 1.");
        Require(AccumulationSteps >= 1, $"AccumulationSteps ({AccumulationSteps}) must be at least 1.");
        Require(LearningRate > 0, $"LearningRate ({LearningRate}) must be above 0.");
        Require(MuonLearningRate is null or > 0, $"MuonLearningRate ({MuonLearningRate}) must be above 0.");
        Require(WarmupSteps >= 0, $"WarmupSteps ({WarmupSteps}) must be at least 0.");
        Require(DecaySteps >= 0 && DecaySteps <= Steps, $"DecaySteps ({DecaySteps}) must be between 0 and Steps ({Steps}).");
        Require(FinalLearningRateFraction is >= 0 and <= 1, $"FinalLearningRateFraction ({FinalLearningRateFraction}) must be between 0 and 1.");
        Require(WeightDecay >= 0, $"WeightDecay ({WeightDecay}) must be at least 0.");
        Require(Beta1 is >= 0 and < 1, $"Beta1 ({Beta1}) must be at least 0 and below 1.");
        Require(Beta2 is >= 0 and < 1, $"Beta2 ({Beta2}) must be at least 0 and below 1.");
        Require(GradientClip >= 0, $"GradientClip ({GradientClip}) must be at least 0.");
        Require(EvaluateEvery >= 0, $"EvaluateEvery ({EvaluateEvery}) must be at least 0.");
        Require(Patience >= 0, $"Patience ({Patience}) must be at least 0.");
        Require(CheckpointEvery >= 1, $"CheckpointEvery ({CheckpointEvery}) must be at least 1.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
