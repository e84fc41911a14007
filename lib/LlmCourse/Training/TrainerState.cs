using LlmCourse.Data;

namespace LlmCourse.Training;

/// <summary>Where a training stands, besides its tensors: all that a resumed run needs to go on with the same numbers.</summary>
/// <param name="Options">The options that it runs with.</param>
/// <param name="Step">Steps done.</param>
/// <param name="TokensSeen">Tokens trained on.</param>
/// <param name="BestValidationLoss">Best validation loss so far.</param>
/// <param name="EvaluationsSinceBest">Evaluations since then.</param>
/// <param name="Sampler">State of the batch sampler.</param>
public sealed record TrainerState(
    TrainingOptions Options, int Step, long TokensSeen, double? BestValidationLoss, int EvaluationsSinceBest, BatchSamplerState Sampler);
