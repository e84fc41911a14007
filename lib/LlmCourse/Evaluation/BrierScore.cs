namespace LlmCourse.Evaluation;

/// <summary>
/// How far the bets lie from what came true: the squared differences to 1 for the right token and to 0 for all others, added up, 0 to 2; the
/// mean over the answer's tokens. (Brier 1950; chapter 08.)
/// </summary>
public sealed class BrierScore : IMetric
{
    /// <inheritdoc/>
    public string Name => "Brier score (0 to 2)";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public double Score(Answer answer) => LogLikelihood.BetsOf(answer).Zip(answer.Expected, OfOne).Average();

    // (p − 1)² for the right token is p² − 2p + 1, so that all tokens are alike but for one correction.
    private static double OfOne(float[] bets, long right) => bets.Sum(bet => (double)bet * bet) - (2.0 * bets[right]) + 1;
}
