namespace LlmCourse.Evaluation;

/// <summary>The number of equally likely tokens that a model hesitates between, on average: e to the loss in nats. (Chapter 01.)</summary>
public static class Perplexity
{
    /// <summary>Perplexity of a mean loss in nats per token.</summary>
    public static double FromLoss(double natsPerToken) => Math.Exp(natsPerToken);
}
