using LlmCourse.Runtime;

namespace LlmCourse.Scaling;

/// <summary>
/// For each budget the model that is ahead when it is spent (approach 1 of Hoffmann et al. 2022). A loss that is read before its learning
/// rate has fallen is too high; so give each length of training a run of its own, and a size the line through its finished runs. (Chapter 05.)
/// </summary>
public sealed class TrainingEnvelope
{
    private const int Budgets = 400;

    private readonly LossCurve[] curves;
    private readonly double[] sizes;      // each once, the smallest first
    private readonly double[] budgets;    // evenly spread on a logarithmic axis
    private readonly double?[][] losses;  // by size and budget: the lowest of the size's curves; null where none reaches

    private TrainingEnvelope(IReadOnlyList<LossCurve> curves)
    {
        this.curves = [.. curves];
        var first = curves.Min(curve => FlopCount.Training(curve.Parameters, curve.Points[0].Tokens));
        var last = curves.Max(curve => FlopCount.Training(curve.Parameters, curve.Points[^1].Tokens));
        sizes = [.. curves.Select(curve => curve.Parameters).Distinct().Order()];
        budgets = [.. Enumerable.Range(0, Budgets).Select(i => first * Math.Pow(last / first, i / (Budgets - 1.0)))];
        losses = Array.ConvertAll(sizes, size => budgets.Select(flops => curves.Where(curve => curve.Parameters == size).Min(curve => curve.LossAtFlops(flops))).ToArray());
        Points = [.. Best()];
        Takeovers = [.. Enumerable.Range(0, sizes.Length - 1).Select(Takeover).OfType<ScalingRun>()];
    }

    /// <summary>The best model of each budget that two sizes reach, its tokens and its loss, from the smallest budget to the largest.</summary>
    public IReadOnlyList<ScalingRun> Points { get; }

    /// <summary>
    /// Where a size overtakes the next smaller one: the size half-way between the two (of their logarithms), its tokens and the loss there.
    /// At that budget it is the best size, nearly; between takeovers the envelope knows only that the leader has not changed.
    /// </summary>
    public IReadOnlyList<ScalingRun> Takeovers { get; }

    /// <summary>Looks along the curves.</summary>
    /// <exception cref="ArgumentException">Fewer than three sizes, or curves that share no budget.</exception>
    public static TrainingEnvelope Of(IReadOnlyList<LossCurve> curves)
    {
        if (curves.Select(curve => curve.Parameters).Distinct().Count() < 3)
        {
            throw new ArgumentException("An envelope needs curves of three different sizes at least: two change the lead only once.");
        }

        var envelope = new TrainingEnvelope(curves);
        return envelope.Points.Count > 0 ? envelope
            : throw new ArgumentException("No two curves share a budget, so none of them is ahead of another; train them longer.");
    }

    /// <summary>
    /// The best size against the budget: a power law through the takeovers. (A line through the leaders themselves would be too flat: a
    /// leader stays the same from one takeover to the next.)
    /// </summary>
    /// <exception cref="ArgumentException">The lead changes fewer than two times.</exception>
    public PowerLaw OptimalParameters() => Takeovers.Count >= 2 ? PowerLaw.Fit(Takeovers.Select(place => (place.Flops, place.Parameters)))
        : throw new ArgumentException($"A slope needs two places where a larger model takes the lead; these curves show {Takeovers.Count}. Add sizes, or larger budgets.");

    /// <summary>
    /// Between which values the exponent lies: every point of every curve gets the luck of another run, again and again (a residual
    /// bootstrap). Samples in which the lead changes fewer than two times have no exponent; what is left may say too little.
    /// </summary>
    /// <param name="luck">By how much single runs miss their mean, measured on runs that differ in their seed alone.</param>
    /// <param name="resamples">How many times.</param>
    /// <param name="level">How often the interval is to contain the truth.</param>
    /// <param name="seed">The luck of the draw.</param>
    public ConfidenceInterval ExponentInterval(IReadOnlyList<double> luck, int resamples = 400, double level = 0.9, long seed = 42)
    {
        var random = new SeededRandom(seed);
        double Again(double loss) => loss + luck[random.NextInt32(luck.Count)];
        var exponents = Enumerable.Range(0, resamples)
            .Select(_ => new TrainingEnvelope([.. curves.Select(curve => curve with { Points = [.. curve.Points.Select(point => (point.Tokens, Again(point.Loss)))] })]))
            .Where(envelope => envelope.Takeovers.Count >= 2)
            .Select(envelope => envelope.OptimalParameters().Exponent).Order().ToList();
        return exponents.Count > 0 ? ConfidenceInterval.OfSorted(exponents, level) : new ConfidenceInterval(double.NaN, double.NaN);
    }

    /// <summary>The lowest of the curves at each budget that two sizes reach.</summary>
    private IEnumerable<ScalingRun> Best()
    {
        for (var i = 0; i < budgets.Length; i++)
        {
            var there = Enumerable.Range(0, sizes.Length).Where(size => losses[size][i] is not null).ToList();
            if (there.Count >= 2)
            {
                var best = there.MinBy(size => losses[size][i]);
                yield return At(i, sizes[best], losses[best][i]!.Value);
            }
        }
    }

    /// <summary>Where the next size takes the lead from this one: as many budgets before it as there are at which this one is ahead.</summary>
    private ScalingRun? Takeover(int small)
    {
        var large = small + 1;
        var shared = Enumerable.Range(0, budgets.Length).Where(i => losses[small][i] is not null && losses[large][i] is not null).ToList();
        var ahead = shared.Count(i => losses[small][i] < losses[large][i]);
        return 0 < ahead && ahead < shared.Count
            ? At(shared[ahead], Math.Sqrt(sizes[small] * sizes[large]), Math.Min(losses[small][shared[ahead]]!.Value, losses[large][shared[ahead]]!.Value))
            : null; // one of the two is ahead wherever both were seen
    }

    private ScalingRun At(int budget, double size, double loss) => new(size, budgets[budget] / (6 * size), loss);
}
