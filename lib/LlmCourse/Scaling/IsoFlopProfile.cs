using LlmCourse.Runtime;

namespace LlmCourse.Scaling;

/// <summary>
/// Models of different sizes that were given the same budget: a small one sees much text, a large one little, and one between them does
/// best. The loss against log N is nearly a parabola (approach 2 of Hoffmann et al. 2022). (Chapter 05.)
/// </summary>
public sealed class IsoFlopProfile
{
    private const int FewestRuns = 3;
    private readonly double constant, slope, bend; // of the parabola in x = log N − middle
    private readonly double middle;

    private IsoFlopProfile(IReadOnlyList<ScalingRun> runs, double flops, IReadOnlyList<double> losses)
    {
        (Runs, Flops) = (runs, flops);
        middle = runs.Average(run => Math.Log(run.Parameters));
        (constant, slope, bend) = FitParabola([.. runs.Select(run => Math.Log(run.Parameters) - middle)], losses);
        var lowest = -slope / (2 * bend);
        (Parameters, Loss) = bend > 0 ? (Math.Exp(lowest + middle), constant + (slope * lowest / 2)) : (double.NaN, double.NaN);
    }

    /// <summary>The runs of this budget.</summary>
    public IReadOnlyList<ScalingRun> Runs { get; }

    /// <summary>The budget, the geometric mean of the runs'.</summary>
    public double Flops { get; }

    /// <summary>The best size for the budget, where the parabola is lowest; not a number when it has no lowest place.</summary>
    public double Parameters { get; }

    /// <summary>The tokens that the best size is trained on.</summary>
    public double Tokens => Flops / (6 * Parameters);

    /// <summary>The loss of the best size.</summary>
    public double Loss { get; }

    /// <summary>True when the best size lies between the smallest and the largest run: only then was it seen, not guessed.</summary>
    public bool IsInside => Runs.Min(run => run.Parameters) < Parameters && Parameters < Runs.Max(run => run.Parameters);

    /// <summary>Fits a parabola to runs of one budget.</summary>
    /// <exception cref="ArgumentException">Fewer than three different sizes.</exception>
    public static IsoFlopProfile Fit(IEnumerable<ScalingRun> runs)
    {
        ScalingRun[] ordered = [.. runs.OrderBy(run => run.Parameters)];
        var sizes = ordered.Select(run => run.Parameters).Distinct().Count();
        return sizes >= FewestRuns ? new IsoFlopProfile(ordered, MeanFlops(ordered), [.. ordered.Select(run => run.Loss)])
            : throw new ArgumentException($"A parabola needs {FewestRuns} different sizes of one budget; there are {sizes}.");
    }

    /// <summary>Sorts runs by their budgets and fits each budget with enough sizes, the smallest budget first.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="tolerance">How far, as a share, budgets may differ that count as one.</param>
    public static IReadOnlyList<IsoFlopProfile> ByBudget(IEnumerable<ScalingRun> runs, double tolerance = 0.1)
    {
        var groups = new List<List<ScalingRun>>();
        foreach (var run in runs.OrderBy(run => run.Flops))
        {
            if (groups.Count == 0 || run.Flops > groups[^1][0].Flops * (1 + tolerance))
            {
                groups.Add([]);
            }

            groups[^1].Add(run);
        }

        return [.. groups.Where(group => group.Select(run => run.Parameters).Distinct().Count() >= FewestRuns).Select(Fit)];
    }

    /// <summary>The best size against the budget: a power law through the lowest places that were seen.</summary>
    /// <exception cref="ArgumentException">Fewer than two budgets have their lowest place inside.</exception>
    public static PowerLaw OptimalParameters(IEnumerable<IsoFlopProfile> profiles) =>
        PowerLaw.Fit(profiles.Where(profile => profile.IsInside).Select(profile => (profile.Flops, profile.Parameters)));

    /// <summary>
    /// Between which values the exponent of <see cref="OptimalParameters"/> lies: each parabola is fitted again and again to its own
    /// losses with the misses of all parabolas in random order (a residual bootstrap).
    /// </summary>
    public static ConfidenceInterval ExponentInterval(IReadOnlyList<IsoFlopProfile> profiles, int resamples = 400, double level = 0.9, long seed = 42)
    {
        IsoFlopProfile[] used = [.. profiles.Where(profile => profile.IsInside)];
        double[] misses = [.. used.SelectMany(profile => profile.Misses())];
        var random = new SeededRandom(seed);
        var exponents = Enumerable.Range(0, resamples)
            .Select(_ => used.Select(profile => profile.Again(() => misses[random.NextInt32(misses.Length)])).Where(again => again.Parameters > 0).ToList())
            .Where(again => again.Count >= 2)
            .Select(again => PowerLaw.Fit(again.Select(profile => (profile.Flops, profile.Parameters))).Exponent).Order().ToList();
        return ConfidenceInterval.OfSorted(exponents, level);
    }

    /// <summary>The parabola's loss for a size.</summary>
    public double LossAt(double parameters) => constant + ((slope + (bend * (Math.Log(parameters) - middle))) * (Math.Log(parameters) - middle));

    private IsoFlopProfile Again(Func<double> miss) => new(Runs, Flops, [.. Runs.Select(run => LossAt(run.Parameters) + miss())]);

    /// <summary>What the parabola misses, enlarged by what its own three numbers took away; none where they took all.</summary>
    private IEnumerable<double> Misses()
    {
        var scale = Runs.Count > FewestRuns ? Math.Sqrt(Runs.Count / (double)(Runs.Count - FewestRuns)) : double.NaN;
        return Runs.Select(run => scale * (run.Loss - LossAt(run.Parameters))).Where(double.IsFinite);
    }

    private static double MeanFlops(IEnumerable<ScalingRun> runs) => Math.Exp(runs.Average(run => Math.Log(run.Flops)));

    /// <summary>Least squares by orthogonal polynomials: the mean, then the slope, then what is left of x².</summary>
    private static (double Constant, double Slope, double Bend) FitParabola(double[] x, IReadOnlyList<double> y)
    {
        var second = x.Average(v => v * v);
        var third = x.Average(v => v * v * v) / second;
        double Curve(double v) => (v * v) - (third * v) - second; // orthogonal to 1 and to x, whose mean is 0
        var slope = x.Zip(y, (v, loss) => v * loss).Average() / second;
        var bend = x.Zip(y, (v, loss) => Curve(v) * loss).Sum() / x.Sum(v => Curve(v) * Curve(v));
        return (y.Average() - (bend * second), slope - (bend * third), bend);
    }
}
