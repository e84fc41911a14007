namespace LlmCourse.Scaling;

/// <summary>
/// The cheapest model of a given quality over its whole life (Sardana et al. 2023, equation 2): the least 6·N·D + 2·N·D_inf among
/// all N and D with L(N, D) = loss. The more it serves, the smaller it should be, and the longer it should be trained. (Chapter 06.)
/// </summary>
public static class InferenceAwareOptimum
{
    private const double Golden = 0.6180339887498949;
    private const double Precision = 1e-12; // of log N

    /// <summary>The cheapest plan for a quality and a demand.</summary>
    /// <param name="law">How the loss depends on N and D.</param>
    /// <param name="loss">The loss to reach, in nats per token.</param>
    /// <param name="servedTokens">Tokens that the model will read and write in its life.</param>
    /// <exception cref="ArgumentOutOfRangeException">The loss is not above E, or fewer than no tokens are served.</exception>
    public static LifetimePlan For(ChinchillaLaw law, double loss, double servedTokens)
    {
        if (!(servedTokens >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(servedTokens), $"A model cannot serve {servedTokens} tokens; give 0 or more.");
        }

        // Serving pulls the size down from the compute-optimal one; below the last size that can reach the loss at all there is nothing.
        var high = Math.Log(law.ComputeOptimalOfLoss(loss).Parameters);
        var low = Math.Log(law.A / (loss - law.E)) / law.Alpha;
        double Cost(double logSize) => LifetimePlan.OfQuality(law, loss, Math.Exp(logSize), servedTokens).TotalFlops;
        return LifetimePlan.OfQuality(law, loss, Math.Exp(Lowest(Cost, low, high)), servedTokens);
    }

    /// <summary>The cheapest plan for each of several demands, at one quality.</summary>
    public static IReadOnlyList<LifetimePlan> Family(ChinchillaLaw law, double loss, IEnumerable<double> servedTokens) =>
        [.. servedTokens.Select(served => For(law, loss, served))];

    /// <summary>
    /// The demand for which training a model so long is the cheapest way to its quality; 0 where the model saw no more tokens than its size
    /// asks for. The slope of the cost along the curve of equal quality is zero there.
    /// </summary>
    public static double ServedTokensThatJustify(ChinchillaLaw law, double parameters, double tokens)
    {
        // dD/dN along equal loss is −(α·A/N^(α+1)) / (β·B/D^(β+1)), so that 6·D + 6·N·dD/dN + 2·D_inf = 0.
        var exchange = law.Alpha * law.ModelPart(parameters) / (law.Beta * law.DataPart(tokens));
        return Math.Max(0, 3 * tokens * (exchange - 1));
    }

    /// <summary>The lowest place of a function with one valley, by the golden section (Kiefer 1953).</summary>
    private static double Lowest(Func<double, double> cost, double low, double high)
    {
        var (left, right) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
        var (atLeft, atRight) = (cost(left), cost(right));
        while (high - low > Precision * Math.Abs(high))
        {
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = cost(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = cost(right);
            }
        }

        return (low + high) / 2;
    }
}
