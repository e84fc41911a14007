namespace LlmCourse.Scaling;

/// <summary>
/// A Chinchilla law fitted to runs (approach 3 of Hoffmann et al. 2022): the Huber loss of the logarithms, L-BFGS from 4,500 starts with
/// exact slopes, the lowest end. (Chapter 05.)
/// </summary>
public sealed class ParametricFit
{
    /// <summary>Numbers in the law.</summary>
    internal const int Unknowns = 5;

    private const int GridSteps = 200;      // of one search; few need as many
    private const int PolishSteps = 5_000;
    private const double GridGain = 1e-7;
    private const double Level = 1e-6;      // the slope that counts as flat, as a share of δ for each run

    private readonly HuberSurface surface;

    private ParametricFit(IReadOnlyList<ScalingRun> runs, HuberSurface surface, double delta, int searches)
    {
        (Runs, this.surface, Delta) = (runs, surface, delta);
        var starts = StartGrid.Some(searches).Select(surface.PlaceOf).ToArray();
        var values = new double[starts.Length];
        Parallel.For(0, starts.Length, () => new Lbfgs(Unknowns), (i, _, search) =>
        {
            values[i] = search.Minimize(surface, starts[i], Level * delta, GridGain, GridSteps);
            return search;
        }, _ => { });

        var best = Enumerable.Range(0, starts.Length).Where(i => double.IsFinite(values[i])).MinBy(i => values[i]);
        var polish = new Lbfgs(Unknowns);
        Place = starts[best];
        Objective = polish.Minimize(surface, Place, 1e-4 * Level * delta * runs.Count, 0, PolishSteps);
        Law = surface.LawAt(Place);
        Converged = polish.Steepness <= Level * delta * runs.Count;
        StartsAtBest = values.Count(value => value <= Objective * 1.001);
        Residuals = [.. runs.Select(run => Math.Log(run.Loss / Law.Loss(run.Parameters, run.Tokens)))];
        Warnings = [.. FitDiagnosis.Of(this)];
    }

    /// <summary>The runs of the fit.</summary>
    public IReadOnlyList<ScalingRun> Runs { get; }

    /// <summary>The law that misses the runs least.</summary>
    public ChinchillaLaw Law { get; }

    /// <summary>What it still misses: the sum of the Huber losses.</summary>
    public double Objective { get; }

    /// <summary>Where the Huber loss turns from a square into a line, δ, in logarithms of the loss.</summary>
    public double Delta { get; }

    /// <summary>True when the search ended at a place without slope.</summary>
    public bool Converged { get; }

    /// <summary>How many of the searches ended as low as the best, within a thousandth.</summary>
    public int StartsAtBest { get; }

    /// <summary>log(measured / predicted) for each run: about the relative error.</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>What a careful reader should know before using the law; empty where there is nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The place of the law on the surface.</summary>
    internal double[] Place { get; }

    /// <summary>Fits a law to runs.</summary>
    /// <param name="runs">At least six, with three different sizes and three different lengths of training.</param>
    /// <param name="delta">Where the Huber loss turns from a square into a line, in logarithms of the loss.</param>
    /// <param name="searches">How many of the 4,500 starts to use, evenly spread.</param>
    /// <exception cref="ArgumentException">The runs cannot determine a law.</exception>
    public static ParametricFit Fit(IReadOnlyList<ScalingRun> runs, double delta = 1e-3, int searches = 4_500)
    {
        FitDiagnosis.Require(runs);
        return new ParametricFit(runs, new HuberSurface(runs, [.. runs.Select(run => Math.Log(run.Loss))], delta), delta, searches);
    }

    /// <summary>How sure the fit is, by fitting again to runs with other luck.</summary>
    /// <param name="resamples">How many times.</param>
    /// <param name="level">How often the interval is to contain the truth.</param>
    /// <param name="seed">The luck.</param>
    public FitIntervals Intervals(int resamples = 400, double level = 0.9, long seed = 42) => new(this, surface, resamples, level, seed);
}
