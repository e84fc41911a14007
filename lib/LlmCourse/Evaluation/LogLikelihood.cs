namespace LlmCourse.Evaluation;

/// <summary>Logarithm of the probability that the model gives to the whole right answer, in nats; at most 0. (Chapter 08.)</summary>
public sealed class LogLikelihood : IMetric
{
    /// <inheritdoc/>
    public string Name => "log-likelihood (nats)";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Score(Answer answer) => BetsOf(answer).Zip(answer.Expected, (bets, right) => Math.Log(Math.Max(bets[right], float.Epsilon))).Sum();

    /// <summary>The bets of an answer that has some.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    internal static float[][] BetsOf(Answer answer) => answer.Probabilities
        ?? throw new ArgumentException("This metric needs the model's probabilities, but the answer holds only its tokens; collect answers with Answer.Collect.");
}
