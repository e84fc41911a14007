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

    private static double OfOne(float[] bets, long right) => bets.Select((bet, token) => Math.Pow(bet - (token == right ? 1 : 0), 2)).Sum();
}
