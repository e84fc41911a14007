namespace LlmCourse.Scaling;

/// <summary>A model over its whole life: what it costs to train, and what it costs to serve. (Chapter 06.)</summary>
/// <param name="Parameters">Size of the model, N.</param>
/// <param name="Tokens">Tokens that it is trained on, D.</param>
/// <param name="ServedTokens">Tokens that it reads and writes for its users, D_inf.</param>
public sealed record LifetimePlan(double Parameters, double Tokens, double ServedTokens)
{
    /// <summary>Operations of the training, 6·N·D.</summary>
    public double TrainingFlops => FlopCount.Training(Parameters, Tokens);

    /// <summary>Operations of the service, 2·N·D_inf.</summary>
    public double ServingFlops => FlopCount.Serving(Parameters, ServedTokens);

    /// <summary>Both together.</summary>
    public double TotalFlops => TrainingFlops + ServingFlops;

    /// <summary>Tokens of training for each parameter.</summary>
    public double TokensPerParameter => Tokens / Parameters;

    /// <summary>A model of this size, trained until it is as good as <paramref name="loss"/>; its tokens are infinite where it never is.</summary>
    public static LifetimePlan OfQuality(ChinchillaLaw law, double loss, double parameters, double servedTokens) =>
        new(parameters, law.TokensForLoss(parameters, loss), servedTokens);
}
