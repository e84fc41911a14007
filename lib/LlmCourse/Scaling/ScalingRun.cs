namespace LlmCourse.Scaling;

/// <summary>One training run as the laws see it. (Chapters 05 and 06.)</summary>
/// <param name="Parameters">Size of the model, N.</param>
/// <param name="Tokens">Tokens that it was trained on, D.</param>
/// <param name="Loss">The loss that it reached, in nats per token.</param>
public sealed record ScalingRun(double Parameters, double Tokens, double Loss)
{
    /// <summary>Operations of the training, 6·N·D.</summary>
    public double Flops => FlopCount.Training(Parameters, Tokens);
}
