using Xunit;

namespace LlmCourse.Tests.Pipeline;

public class StageScoreTests
{
    [Fact]
    public void TheGainIsThePairedDifferenceInItsStandardErrors()
    {
        var (before, after) = (SampleScores.Of("before", golds: [1, 2, 3, 0]), SampleScores.Of("after", golds: [2, 2, 3, 3]));
        // differences 1, 0, 0, 3: mean 1, variance 6 / 3 = 2, standard error √(2 / 4)
        Assert.Equal(1 / Math.Sqrt(0.5), after.GoldGain(before), 1e-9);
        Assert.Equal(-after.GoldGain(before), before.GoldGain(after), 1e-9);
        Assert.Throws<ArgumentException>(() => after.GoldGain(SampleScores.Of("short", golds: [1])));
    }

    [Fact]
    public void AllRoundIsTheGeometricMeanOfThreeShares()
    {
        Assert.Equal(Math.Pow(2.4 / 3 * 0.8 * Math.Exp(-0.2), 1.0 / 3), SampleScores.Of("one").AllRound, 1e-12);
        Assert.Equal(0, SampleScores.Of("none", gold: 0).AllRound);
    }
}
