using LlmCourse.Runtime;
using LlmCourse.Scaling;
using Xunit;

namespace LlmCourse.Tests.Scaling;

public class FitIntervalsTests
{
    private const int Laws = 100;

    [Fact]
    public void NinetyPercentIntervalsContainTheTruthInEightyFivePercentAtLeast()
    {
        var random = new SeededRandom(42);
        var (e, alpha, beta, predicted) = (0, 0, 0, 0);
        for (var i = 0; i < Laws; i++)
        {
            var law = GroundTruth.RandomLaw(random);
            var intervals = ParametricFit.Fit(GroundTruth.Grid(law, 0.005, random), searches: 30).Intervals(resamples: 100, seed: i);
            e += intervals.E.Contains(law.E) ? 1 : 0;
            alpha += intervals.Alpha.Contains(law.Alpha) ? 1 : 0;
            beta += intervals.Beta.Contains(law.Beta) ? 1 : 0;
            predicted += intervals.Predict(4e6, 8e7).Law.Contains(law.Loss(4e6, 8e7)) ? 1 : 0; // four times the largest budget
        }

        Assert.All(new[] { e, alpha, beta, predicted }, hits => Assert.InRange(hits, 85, Laws));
    }

    [Fact]
    public void AnIntervalForNewRunsIsWiderThanTheLaws()
    {
        var random = new SeededRandom(1);
        var fit = ParametricFit.Fit(GroundTruth.Grid(new ChinchillaLaw(1.7, 40, 300, 0.35, 0.4), 0.01, random), searches: 50);
        var predicted = fit.Intervals(100).Predict(2e5, 4e6);
        Assert.True(predicted.Run.Low < predicted.Law.Low && predicted.Law.High < predicted.Run.High);
        Assert.True(predicted.Law.Contains(predicted.Loss));
        Assert.InRange(predicted.Run.High - predicted.Run.Low, 0.03 * predicted.Loss, 0.06 * predicted.Loss); // 2 · 1.645 · 1%, and some for smoothing
        Assert.True(predicted.Reach < 1);
    }

    [Fact]
    public void QuantitiesThatFollowFromTheLawHaveIntervalsToo()
    {
        var law = new ChinchillaLaw(1.7, 40, 300, 0.35, 0.4);
        var intervals = ParametricFit.Fit(GroundTruth.Grid(law, 0.003, new SeededRandom(2)), searches: 50).Intervals(100, 0.99);
        Assert.True(intervals.Of(other => other.ComputeOptimal(1e13).Parameters).Contains(law.ComputeOptimal(1e13).Parameters));
        Assert.True(intervals.A.Contains(law.A));
        Assert.True(intervals.B.Contains(law.B));
    }

    [Fact]
    public void ImpossibleWishesAreRefused()
    {
        var fit = ParametricFit.Fit(GroundTruth.Grid(new ChinchillaLaw(1.7, 40, 300, 0.35, 0.4), 0.003, new SeededRandom(2)), searches: 10);
        Assert.Throws<ArgumentException>(() => fit.Intervals(1));
        Assert.Throws<ArgumentException>(() => fit.Intervals(100, level: 90));
    }
}
