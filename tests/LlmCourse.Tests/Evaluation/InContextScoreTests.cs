using LlmCourse.Evaluation;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class InContextScoreTests
{
    [Fact]
    public void ItIsTheLateLossMinusTheEarlyOne()
    {
        double[] losses = [4, 3, 2, 1, 1, 0];
        Assert.Equal(-3, InContextScore.Of(losses, early: 1, late: 5));
        Assert.Equal(-2, InContextScore.Of(losses, early: 1, late: 4, width: 2));
    }

    [Fact]
    public void PositionsOutsideTheContextAreRefused()
    {
        Assert.Throws<ArgumentException>(() => InContextScore.Of([1, 2, 3], early: 1, late: 3));
        Assert.Throws<ArgumentException>(() => InContextScore.Of([1, 2, 3], early: 2, late: 1));
    }
}
