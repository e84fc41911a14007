namespace LlmCourse.Training;

/// <summary>What one optimiser step did.</summary>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="Loss">Mean loss of its batch before the step, in nats per token.</param>
/// <param name="LearningRate">AdamW's learning rate in this step.</param>
/// <param name="GradientNorm">Length of the whole gradient before clipping.</param>
/// <param name="TokensSeen">Tokens trained on so far.</param>
/// <param name="ValidationLoss">Mean loss over the whole validation part, where this step measured it.</param>
public sealed record TrainingStep(
    int Step, double Loss, double LearningRate, double GradientNorm, long TokensSeen, double? ValidationLoss);
