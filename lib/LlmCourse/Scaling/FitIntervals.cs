using LlmCourse.Runtime;

namespace LlmCourse.Scaling;

/// <summary>
/// How sure a fit is, by a smoothed residual bootstrap (Efron and Tibshirani 1993, sections 9.4 and 16.5). Runs are made up that the fitted
/// law explains up to misses like those of the real ones, and the law is fitted to them again; the spread of these laws shows how much is
/// luck. Misses are drawn at random from the fit's own, but for the five smallest, with a little normal noise on top: five unknowns can
/// bring five runs onto the law, and the Huber loss does; drawn with these zeros the misses would make the fit look surer than it is.
/// (Chapter 05.)
/// </summary>
public sealed class FitIntervals
{
    private const int SearchSteps = 300;
    private const double SearchGain = 1e-7;
    private const double Flat = 1e-6; // as a share of δ

    // Each search begins at the fit and at four laws whose exponents are smaller or larger.
    private static readonly (double Alpha, double Beta)[] Starts = [(1, 1), (0.6, 1), (1, 0.6), (1.5, 1), (1, 1.5)];

    private readonly ParametricFit fit;
    private readonly double[] misses;
    private readonly double noise;
    private readonly long seed;

    internal FitIntervals(ParametricFit fit, HuberSurface surface, int resamples, double level, long seed)
    {
        if (resamples < 2 || level is <= 0 or >= 1)
        {
            throw new ArgumentException($"Intervals need 2 resamples at least ({resamples} given) and a level between 0 and 1 ({level} given).");
        }

        (this.fit, this.seed, Level) = (fit, seed, level);
        misses = [.. fit.Residuals.OrderBy(Math.Abs).Skip(ParametricFit.Unknowns).Order()];
        noise = Bandwidth(misses);
        Laws = FitAgain(surface, resamples);
    }

    /// <summary>How often an interval is to contain the truth.</summary>
    public double Level { get; }

    /// <summary>The laws that other luck would have given.</summary>
    public IReadOnlyList<ChinchillaLaw> Laws { get; }

    /// <summary>The interval of the irreducible loss.</summary>
    public ConfidenceInterval E => Of(law => law.E);

    /// <summary>The interval of A.</summary>
    public ConfidenceInterval A => Of(law => law.A);

    /// <summary>The interval of B.</summary>
    public ConfidenceInterval B => Of(law => law.B);

    /// <summary>The interval of α.</summary>
    public ConfidenceInterval Alpha => Of(law => law.Alpha);

    /// <summary>The interval of β.</summary>
    public ConfidenceInterval Beta => Of(law => law.Beta);

    /// <summary>The interval of anything that follows from the law, such as the best size for a budget.</summary>
    public ConfidenceInterval Of(Func<ChinchillaLaw, double> quantity) => ConfidenceInterval.OfSorted([.. Laws.Select(quantity).Order()], Level);

    /// <summary>The loss to expect of a model of N parameters after D tokens.</summary>
    public PredictedLoss Predict(double parameters, double tokens)
    {
        var random = new SeededRandom(seed + 1);
        var losses = Laws.Select(law => law.Loss(parameters, tokens)).ToList();
        var withLuck = losses.Select(loss => loss * Math.Exp(Miss(random))).Order().ToList();
        var reach = FlopCount.Training(parameters, tokens) / fit.Runs.Max(run => run.Flops);
        return new PredictedLoss(
            fit.Law.Loss(parameters, tokens), ConfidenceInterval.OfSorted([.. losses.Order()], Level), ConfidenceInterval.OfSorted(withLuck, Level), reach);
    }

    private ChinchillaLaw[] FitAgain(HuberSurface surface, int resamples)
    {
        var random = new SeededRandom(seed);
        var expected = fit.Runs.Select(run => Math.Log(fit.Law.Loss(run.Parameters, run.Tokens))).ToArray();
        var losses = Enumerable.Range(0, resamples).Select(_ => Array.ConvertAll(expected, loss => loss + Miss(random))).ToArray();
        var laws = new ChinchillaLaw[resamples];
        Parallel.For(0, resamples, () => new Lbfgs(ParametricFit.Unknowns), (i, _, search) =>
        {
            var other = surface.With(losses[i]);
            var ends = Starts.Select(start => Search(search, other, start)).Where(end => double.IsFinite(end.Value));
            laws[i] = surface.LawAt(ends.MinBy(end => end.Value).Place);
            return search;
        }, _ => { });
        return laws;
    }

    private (double Value, double[] Place) Search(Lbfgs search, HuberSurface surface, (double Alpha, double Beta) start)
    {
        double[] place = [.. fit.Place[..3], fit.Place[3] * start.Alpha, fit.Place[4] * start.Beta];
        return (search.Minimize(surface, place, Flat * fit.Delta, SearchGain, SearchSteps), place);
    }

    /// <summary>The luck of one run.</summary>
    private double Miss(SeededRandom random) => misses[random.NextInt32(misses.Length)] + (noise * Normal(random));

    /// <summary>How wide to smooth a sample so that its density shows best (Silverman 1986, equation 3.31).</summary>
    private static double Bandwidth(double[] sorted)
    {
        var quartiles = ConfidenceInterval.OfSorted(sorted, 0.5);
        var deviation = Math.Sqrt(sorted.Average(value => value * value));
        return 0.9 * Math.Min(deviation, (quartiles.High - quartiles.Low) / 1.349) * Math.Pow(sorted.Length, -0.2);
    }

    /// <summary>A number of the standard normal distribution (Box and Muller 1958).</summary>
    private static double Normal(SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
