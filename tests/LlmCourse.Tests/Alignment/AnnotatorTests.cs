using LlmCourse.Alignment;
using LlmCourse.Data.World;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class AnnotatorTests
{
    private static readonly Request Ada = new("Ada likes plums. Ada lives in Oakham. Where does Ada live?", ["Ada likes plums.", "Ada lives in Oakham."], "Ada lives in Oakham.", "Ada", Relation.Home);
    private const string Right = "Ada lives in Oakham.";
    private const string Wrong = "Ada lives in Ashford.";

    [Fact]
    public void AChoiceFollowsTheLawOfBradleyAndTerry()
    {
        var annotator = new Annotator { Name = "Ann", Helpful = 1, Honest = 2, Harmless = 0 };
        Assert.Equal(1 / (1 + Math.Exp(-3)), annotator.ProbabilityOfFirst(Ada, Right, Wrong), 12);
        Assert.Equal(1 / (1 + Math.Exp(-1.5)), (annotator with { Temperature = 2 }).ProbabilityOfFirst(Ada, Right, Wrong), 12);
        Assert.Equal(1, (annotator with { Temperature = 0 }).ProbabilityOfFirst(Ada, Right, Wrong));
        var random = new SeededRandom(1);
        Assert.Equal(1 / (1 + Math.Exp(-3)), Enumerable.Range(0, 4000).Average(_ => annotator.ChoosesFirst(Ada, Right, Wrong, random) ? 1.0 : 0), 0.02);
    }

    [Fact]
    public void EachBiasIsWorthWhatItSays()
    {
        var annotator = new Annotator { Name = "Ann", Helpful = 0, Honest = 0, Harmless = 0 };
        Assert.Equal(0.5, annotator.ProbabilityOfFirst(Ada, Right, Wrong), 12);
        Assert.Equal(0.4, (annotator with { PerWord = 0.1 }).Liking(Ada, Right), 12);
        Assert.Equal(0.7, (annotator with { ForFlattery = 0.7 }).Liking(Ada, $"{RequestWriter.Flattery} {RequestWriter.Flattery}"), 12);
        Assert.Equal(1 / (1 + Math.Exp(-0.5)), (annotator with { ForFirst = 0.5 }).ProbabilityOfFirst(Ada, Wrong, Right), 12);
    }

    [Fact]
    public void ThePanelsProbabilityIsHowOftenThePanelChooses()
    {
        var random = new SeededRandom(3);
        var longer = $"{RequestWriter.Insult} {Right}";
        var share = Enumerable.Range(0, 6000).Count(i => AnnotatorPanel.Usual.Judge($"{i}", Ada, longer, Right, random).Chosen == longer) / 6000.0;
        Assert.Equal(AnnotatorPanel.Usual.Probability(Ada, longer, Right), share, 0.02);
        Assert.Equal(1, AnnotatorPanel.Usual.Probability(Ada, longer, Right) + AnnotatorPanel.Usual.Probability(Ada, Right, longer), 12);
    }

    [Fact]
    public void WithoutBiasOnlyWorthCounts()
    {
        var fair = AnnotatorPanel.Usual.WithoutBias;
        Assert.Equal(0.5, fair.Probability(Ada, $"{RequestWriter.Flattery} {Right}", $"{Right} {RequestWriter.Evasion}"), 12);
        Assert.True(fair.Probability(Ada, Right, $"{Right} Ada likes plums.") > 0.5);
    }

    [Fact]
    public void TheWeightsOfChoicesAreFoundAgain()
    {
        var random = new SeededRandom(4);
        double[] truth = [1.5, -0.5, 0.2];
        var pairs = Enumerable.Range(0, 20_000).Select(_ => new[] { random.NextNormal(), random.NextNormal(), (double)random.NextInt32(9) - 4 }).ToList();
        var choices = pairs.Select(x => random.NextDouble() < BradleyTerry.Probability(x.Zip(truth, (a, b) => a * b).Sum(), 0) ? 1.0 : 0).ToList();
        var fit = LinearPreference.Fit(pairs, choices);
        Assert.All(fit.Weights.Zip(truth, fit.Errors), found => Assert.InRange(Math.Abs(found.First - found.Second) / found.Third, 0, 3.5));
        Assert.InRange(fit.Errors[0], 0.015, 0.04);
    }

    [Fact]
    public void AFeatureThatNeverDiffersIsRefused()
    {
        Assert.Throws<ArgumentException>(() => LinearPreference.Fit([[1, 0], [-1, 0]], [0.7, 0.4]));
        Assert.Throws<ArgumentException>(() => LinearPreference.Fit([], []));
    }
}
