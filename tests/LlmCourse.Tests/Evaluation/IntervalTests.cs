using LlmCourse.Evaluation;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class IntervalTests
{
    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(81, 263, 0.2553, 0.3662)] // the first example of Newcombe 1998, Statistics in Medicine 17
    public void WilsonsIntervalIsThePublishedOne(int successes, int trials, double low, double high)
    {
        var interval = Wilson.Of(successes, trials);
        Assert.Equal(low, interval.Low, 1e-4);
        Assert.Equal(high, interval.High, 1e-4);
    }

    [Fact]
    public void AboutNineteenOfTwentyIntervalsHoldTheTruth()
    {
        var (random, shares, means) = (new SeededRandom(5), 0, 0);
        for (var trial = 0; trial < 200; trial++)
        {
            double[] scores = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0)];
            var (wilson, bootstrap) = (Wilson.Of((int)scores.Sum(), 60), Bootstrap.Mean(scores, trial));
            shares += wilson.Low <= 0.3 && 0.3 <= wilson.High ? 1 : 0;
            means += bootstrap.Low <= 0.3 && 0.3 <= bootstrap.High ? 1 : 0;
        }

        Assert.InRange(shares, 180, 199);
        Assert.InRange(means, 176, 199);
    }

    [Fact]
    public void AMetricOfZerosAndOnesGetsWilsonsIntervalAndOthersTheBootstraps()
    {
        Answer[] answers = [new([1, 2], [1, 2]), new([1, 2], [1, 3]), new([1, 2], [0, 3])];
        Assert.Equal(Wilson.Of(1, 3), Estimate.Of(new ExactMatch(), answers));
        Assert.Equal(Bootstrap.Mean([1, 0.5, 0]), Estimate.Of(new TokenAccuracy(), answers));
    }

    [Fact]
    public void APairedComparisonSeesWhatTwoIntervalsHide()
    {
        var random = new SeededRandom(3);
        double[] first = [.. Enumerable.Range(0, 100).Select(_ => 10 * random.NextNormal())];
        double[] second = [.. first.Select(score => score + 0.3 + (0.5 * random.NextNormal()))];
        var (one, other) = (Bootstrap.Mean(first), Bootstrap.Mean(second));
        Assert.True(other.Low < one.High, "The two intervals do not overlap, so this says nothing.");
        var comparison = PairedComparison.Of(first, second);
        Assert.True(comparison.Difference.Low > 0 && comparison.Chance < 0.01, $"{comparison}");
        Assert.Equal(100, comparison.Higher + comparison.Lower);
    }

    [Fact]
    public void EqualModelsDifferByChanceAlone()
    {
        double[] scores = [1, 0, 1, 1, 0];
        var comparison = PairedComparison.Of(scores, scores);
        Assert.Equal((0, 0, 0, 1.0), (comparison.Difference.Value, comparison.Higher, comparison.Lower, comparison.Chance));
        Assert.Throws<ArgumentException>(() => PairedComparison.Of(scores, [1.0]));
    }

    [Fact]
    public void NothingMeasuredHasNoInterval()
    {
        Assert.Throws<ArgumentException>(() => Bootstrap.Mean([]));
        Assert.Throws<ArgumentException>(() => Wilson.Of(0, 0));
    }
}
