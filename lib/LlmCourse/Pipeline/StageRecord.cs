namespace LlmCourse.Pipeline;

/// <summary>What is known of a finished stage. (Chapter 16.)</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Hash">What its model follows from: <see cref="PipelineConfig.HashUpTo"/>.</param>
/// <param name="Passes">Tokens that went through a transformer: 1 for a pass forward, 3 for one with its gradient. Whatever was written to learn from counts, too.</param>
/// <param name="Flops">Floating-point operations of these passes, counted.</param>
/// <param name="Seconds">How long it took, on whatever machine that was.</param>
/// <param name="WeightsHash">SHA-256 of the weights' file.</param>
/// <param name="Curve">Its steps.</param>
public sealed record StageRecord(PipelineStage Stage, string Hash, long Passes, double Flops, double Seconds, string WeightsHash, IReadOnlyList<PipelineStep> Curve);
