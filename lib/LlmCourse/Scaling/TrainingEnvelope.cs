using LlmCourse.Runtime;

namespace LlmCourse.Scaling;

/// <summary>
/// For each budget the model that is ahead when it is spent (approach 1 of Hoffmann et al. 2022). Curves whose learning rate has not yet
/// fallen when they are read are too high; so each length of training should have a run of its own. (Chapter 05.)
/// </summary>
public sealed class TrainingEnvelope
{
    private const int Budgets = 400;

    private readonly double[] sizes;      // of the curves
    private readonly double[] budgets;
    private readonly double?[][] losses;  // by budget and curve; null where a curve does not reach

    private TrainingEnvelope(IReadOnlyList<LossCurve> curves)
    {
        var first = curves.Min(curve => FlopCount.Training(curve.Parameters, curve.Points[0].Tokens));
        var last = curves.Max(curve => FlopCount.Training(curve.Parameters, curve.Points[^1].Tokens));
        sizes = [.. curves.Select(curve => curve.Parameters)];
        budgets = [.. Enumerable.Range(0, Budgets).Select(i => first * Math.Pow(last / first, i / (Budgets - 1.0)))];
        losses = Array.ConvertAll(budgets, flops => curves.Select(curve => curve.LossAtFlops(flops)).ToArray());
        Points = [.. BestOf([.. Enumerable.Range(0, curves.Count)])];
    }

    /// <summary>The best model of each budget, its tokens and its loss, from the smallest budget to the largest.</summary>
    public IReadOnlyList<ScalingRun> Points { get; }

    /// <summary>Looks along the curves.</summary>
    /// <exception cref="ArgumentException">Fewer than three sizes, or curves that share no budget.</exception>
    public static TrainingEnvelope Of(IReadOnlyList<LossCurve> curves)
    {
        if (curves.Select(curve => curve.Parameters).Distinct().Count() < 3)
        {
            throw new ArgumentException("An envelope needs curves of three different sizes at least: the smallest and the largest only bound it.");
        }

        var envelope = new TrainingEnvelope(curves);
        return envelope.Points.Count > 0 ? envelope
            : throw new ArgumentException("No two curves share a budget, so none of them is ahead of another; train them longer.");
    }

    /// <summary>
    /// The best size against the budget: a power law through the points, without those of the smallest and of the largest model, for beyond
    /// them a model that was not tried might be ahead.
    /// </summary>
    /// <exception cref="ArgumentException">No model between the smallest and the largest is ahead at two budgets.</exception>
    public PowerLaw OptimalParameters() => PowerLaw.Fit(Inner(Points, sizes).Select(point => (point.Flops, point.Parameters)));

    /// <summary>Between which values the exponent lies: the envelope of curves drawn again and again from these (a bootstrap).</summary>
    public ConfidenceInterval ExponentInterval(int resamples = 200, double level = 0.9, long seed = 42)
    {
        var random = new SeededRandom(seed);
        var exponents = new List<double>();
        for (var i = 0; i < resamples; i++)
        {
            int[] drawn = [.. sizes.Select(_ => random.NextInt32(sizes.Length)).Distinct()];
            var points = Inner([.. BestOf(drawn)], [.. drawn.Select(curve => sizes[curve])]).Select(point => (point.Flops, point.Parameters)).ToList();
            if (points.Count >= 2) // else too few sizes were drawn, and the sample says nothing
            {
                exponents.Add(PowerLaw.Fit(points).Exponent);
            }
        }

        return exponents.Count > 0 ? ConfidenceInterval.OfSorted([.. exponents.Order()], level) : new ConfidenceInterval(double.NaN, double.NaN);
    }

    private static IEnumerable<ScalingRun> Inner(IReadOnlyList<ScalingRun> points, double[] among) =>
        points.Where(point => among.Min() < point.Parameters && point.Parameters < among.Max());

    /// <summary>The lowest of these curves at each budget that two of them reach.</summary>
    private IEnumerable<ScalingRun> BestOf(int[] curves)
    {
        for (var i = 0; i < budgets.Length; i++)
        {
            var there = curves.Where(curve => losses[i][curve] is not null).ToList();
            if (there.Count >= 2)
            {
                var best = there.MinBy(curve => losses[i][curve]);
                yield return new ScalingRun(sizes[best], budgets[i] / (6 * sizes[best]), losses[i][best]!.Value);
            }
        }
    }
}
