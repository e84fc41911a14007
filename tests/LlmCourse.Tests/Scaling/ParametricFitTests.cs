using LlmCourse.Data;
using LlmCourse.Runtime;
using LlmCourse.Scaling;
using Xunit;

namespace LlmCourse.Tests.Scaling;

public class ParametricFitTests
{
    private static readonly ChinchillaLaw Truth = new(1.7, 40, 300, 0.35, 0.4);

    [Fact]
    public void RunsWithoutLuckGiveTheLawBack()
    {
        var fit = ParametricFit.Fit(GroundTruth.Grid(Truth, 0, new SeededRandom(1)), searches: 200);
        Assert.True(fit.Converged);
        Assert.Equal(Truth.E, fit.Law.E, 1e-4);
        Assert.Equal(Truth.Alpha, fit.Law.Alpha, 1e-4);
        Assert.Equal(Truth.Beta, fit.Law.Beta, 1e-4);
        Assert.Equal(1, fit.Law.A / Truth.A, 1e-3);
        Assert.Equal(1, fit.Law.B / Truth.B, 1e-3);
        Assert.Empty(fit.Warnings);
    }

    [Fact]
    public void AllStartsAreUsedAndManyOfThemFindTheSameLaw()
    {
        var fit = ParametricFit.Fit(GroundTruth.Grid(Truth, 0.005, new SeededRandom(2)));
        Assert.True(fit.Converged);
        Assert.InRange(fit.StartsAtBest, 450, 4_500);
    }

    [Fact]
    public void ChinchillasRefitIsFoundInRunsLikeThoseOfItsFigure()
    {
        var law = ChinchillaLaw.Besiroglu;
        var fit = ParametricFit.Fit(GroundTruth.ChinchillaRuns(law, 0.004, new SeededRandom(3)), searches: 200);
        var intervals = fit.Intervals(200, 0.99);
        Assert.True(fit.Converged);
        Assert.True(intervals.E.Contains(law.E));
        Assert.True(intervals.Alpha.Contains(law.Alpha));
        Assert.True(intervals.Beta.Contains(law.Beta));
        Assert.Equal(law.E, fit.Law.E, 0.06);
        Assert.Equal(law.Alpha, fit.Law.Alpha, 0.05);
        Assert.Equal(law.Beta, fit.Law.Beta, 0.05);
    }

    /// <summary>The points are Epoch AI's to give: github.com/epoch-research/analyzing-chinchilla, data/svg_extracted_data.csv.</summary>
    [SkippableFact]
    public void ChinchillasRefitIsFoundInThePointsOfItsFigure()
    {
        const string name = "svg_extracted_data.csv";
        var folders = new[] { CourseFolders.Data, Environment.GetEnvironmentVariable(DatasetStore.MirrorVariable) ?? CourseFolders.Data };
        var path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Skip.If(path is null, $"{name} is not in {string.Join(" or ", folders.Distinct())}; it has no licence to ship, but can be downloaded.");
        var runs = RunTable.ReadCsv(path).Runs.OrderBy(run => run.Loss).SkipLast(5).ToList(); // as the refit did
        var fit = ParametricFit.Fit(runs);
        Assert.Equal(1.8172, fit.Law.E, 0.01);
        Assert.Equal(0.3478, fit.Law.Alpha, 0.005);
        Assert.Equal(0.3658, fit.Law.Beta, 0.005);
        Assert.Equal(1, fit.Law.A / 482.01, 0.1);
        Assert.Equal(1, fit.Law.B / 2085.43, 0.15);
    }

    [Fact]
    public void TheSlopesAreThoseOfTheSurface()
    {
        var runs = GroundTruth.Grid(Truth, 0.01, new SeededRandom(4));
        var surface = new HuberSurface(runs, [.. runs.Select(run => Math.Log(run.Loss))], 1e-3);
        AssertSlopes(surface, surface.PlaceOf(Truth with { Alpha = 0.5, E = 1.2 }));
        AssertSlopes(new KaplanSurface(runs, 1e-3), [3, 2, 0.8, 0.2]);
    }

    [Fact]
    public void TheSurfaceKnowsTheLawOfAPlace()
    {
        var surface = new HuberSurface(GroundTruth.Grid(Truth, 0, new SeededRandom(1)), new double[50], 1e-3);
        var again = surface.LawAt(surface.PlaceOf(Truth));
        Assert.Equal(Truth.A, again.A, 1e-9);
        Assert.Equal(Truth.B, again.B, 1e-9);
        Assert.Equal(Truth.E, again.E, 1e-12);
    }

    [Fact]
    public void ARunThatWentWrongIsNamedAndHardlyMovesTheLaw()
    {
        var runs = GroundTruth.Grid(Truth, 0.002, new SeededRandom(5));
        var clean = ParametricFit.Fit(runs, searches: 50);
        runs[10] = runs[10] with { Loss = runs[10].Loss * 1.3 };
        var dirty = ParametricFit.Fit(runs, searches: 50);
        Assert.Equal(clean.Law.Loss(1e7, 1e9), dirty.Law.Loss(1e7, 1e9), 0.01);
        Assert.Contains("1 of 50 runs lie far off the law", Assert.Single(dirty.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameRunsGiveTheSameNumbers()
    {
        var runs = GroundTruth.Grid(Truth, 0.005, new SeededRandom(6));
        var (one, two) = (ParametricFit.Fit(runs, searches: 50), ParametricFit.Fit(runs, searches: 50));
        Assert.Equal(one.Law, two.Law);
        Assert.Equal(one.Intervals(20).Laws, two.Intervals(20).Laws);
    }

    [Fact]
    public void RunsThatCannotTellAreRefused()
    {
        var runs = GroundTruth.Grid(Truth, 0, new SeededRandom(1));
        Refuses("5 runs cannot determine a law with 5 unknowns; it needs 6 at least, better 12 or more.", runs.Take(5));
        Refuses("All runs have the same size: A / N^α cannot be told from E. Use 3 different sizes (parameters) at least.", runs.Select(run => run with { Parameters = 1e5 }));
        Refuses("There are only 2 different lengths of training (tokens): B / D^β cannot be told from E. Use 3 different lengths of training (tokens) at least.",
            runs.Select((run, i) => run with { Tokens = i % 2 == 0 ? 1e6 : 2e6 }));
        Refuses("A run needs parameters, tokens and a loss above zero; this one is ScalingRun { Parameters = 1, Tokens = 1, Loss = NaN", runs.Append(new ScalingRun(1, 1, double.NaN)));
    }

    [Fact]
    public void WeakDesignsAreWarnedOf()
    {
        var runs = GroundTruth.Grid(Truth, 0.002, new SeededRandom(7));
        Warns("These are only 8 runs for 5 unknowns", [.. runs.Where((_, i) => i % 6 == 0).Take(8)]);
        Warns("Sizes and tokens move together", [.. Enumerable.Range(0, 14).Select(i => 2e4 * Math.Pow(1.4, i)).Select(n => new ScalingRun(n, 20 * n, Truth.Loss(n, 20 * n)))]);
        Warns("The sizes span only a factor of 2.1", [.. runs.Where(run => run.Parameters is > 1e5 and < 5e5).Select((run, i) => run with { Parameters = 2e5 * Math.Pow(1.1, i % 9) })]);
        Warns("over these sizes the loss does not fall as a power law", [.. runs.Select(run => run with { Loss = 2 + (100 / Math.Sqrt(run.Tokens)) + (1e-7 * run.Parameters) })]);
    }

    private static void Refuses(string message, IEnumerable<ScalingRun> runs) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => ParametricFit.Fit([.. runs])).Message, StringComparison.Ordinal);

    private static void Warns(string message, List<ScalingRun> runs) =>
        Assert.Contains(ParametricFit.Fit(runs, searches: 50).Warnings, warning => warning.Contains(message, StringComparison.Ordinal));

    private static void AssertSlopes(ILossSurface surface, double[] place)
    {
        var (slopes, unused) = (new double[place.Length], new double[place.Length]);
        surface.Evaluate(place, slopes);
        for (var i = 0; i < place.Length; i++)
        {
            double At(double shift) => surface.Evaluate([.. place.Select((value, k) => value + (k == i ? shift : 0))], unused);
            Assert.Equal((At(1e-6) - At(-1e-6)) / 2e-6, slopes[i], 1e-6);
        }
    }
}
