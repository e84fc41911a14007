using LlmCourse.Data;
using LlmCourse.Model;

namespace LlmCourse.Training;

/// <summary>
/// The race of chapter 04: the lowest validation loss on tinyshakespeare, in characters, that two quiet cores reach in three minutes. Every
/// attempt takes the same number of steps; what each reached is recorded in <c>datasets/results/speed-run.csv</c>.
/// </summary>
public static class SpeedRun
{
    /// <summary>Steps of every attempt but nanoGPT's own: what two quiet cores without 512-bit vectors do in three minutes, with room to spare.</summary>
    private const int Steps = 1600;

    private static readonly GptConfig ZeroOutput = GptConfig.ShakespeareChar with
    {
        ContextLength = 128,
        Positions = PositionKind.Rotary,
        Activation = ActivationKind.SquaredRelu,
        TiedHead = false,
        Initialization = InitializationKind.ZeroOutput,
    };

    private static readonly TrainingOptions WithMuon = new()
    {
        Steps = Steps,
        BatchSize = 16,
        Sampling = SamplingMode.ShuffledEpochs,
        LearningRate = 4e-3,
        MuonLearningRate = 0.02,
        WarmupSteps = 25,
        Schedule = ScheduleKind.WarmupStableDecay,
        DecaySteps = Steps - 25,
        FinalLearningRateFraction = 0,
        WeightDecay = 0,
        Beta2 = 0.95,
    };

    /// <summary>The attempts in the order in which they were tried; the last is the course's recipe.</summary>
    public static IReadOnlyList<SpeedRunAttempt> Attempts { get; } =
    [
        new("nanogpt", "nanoGPT's recipe for a CPU: learned positions, GELU, AdamW at 1e-3, 12 windows of 64", GptConfig.ShakespeareChar, TrainingOptions.ShakespeareChar),
        new("muon", "rotary positions, squared ReLU, Muon for the matrices, outputs that start at zero, windows of 128, decay on a line to zero", ZeroOutput, WithMuon),
        new("shift-quarter", "a quarter of the channels look one character back", ZeroOutput with { TokenShift = 0.25 }, WithMuon),
        new("shift-half", "half of the channels look one character back", ZeroOutput with { TokenShift = 0.5 }, WithMuon),
        new("decay", "every step pulls the matrices towards zero, Muon's too", ZeroOutput with { TokenShift = 0.5 }, WithMuon with { WeightDecay = 0.1 }),
        new("long-windows", "8 windows of 256 in place of 16 of 128", ZeroOutput with { TokenShift = 0.5, ContextLength = 256 }, WithMuon with { WeightDecay = 0.1, BatchSize = 8 }),
    ];

    /// <summary>Finds an attempt by its name.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists them.</exception>
    public static SpeedRunAttempt Named(string name) => Attempts.FirstOrDefault(attempt => attempt.Name == name)
        ?? throw new ArgumentException($"There is no attempt '{name}' in the speed-run; the attempts are {string.Join(", ", Attempts.Select(attempt => attempt.Name))}.");
}
