namespace LlmCourse.Scaling;

/// <summary>The loss that a fitted law expects of a model, and how sure it is. (Chapter 05.)</summary>
/// <param name="Loss">The law's own value, in nats per token.</param>
/// <param name="Law">Where the law's true value lies: the mean over many runs of this kind.</param>
/// <param name="Run">Where the loss of a single new run lies: wider, for a run has its own luck.</param>
/// <param name="Reach">
/// How far beyond the runs of the fit this is: the operations of the prediction over those of the largest run; 1 and below is inside.
/// </param>
public sealed record PredictedLoss(double Loss, ConfidenceInterval Law, ConfidenceInterval Run, double Reach);
