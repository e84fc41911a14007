using LlmCourse.Evaluation;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class PassAtKTests
{
    [Theory]
    [InlineData(10, 3, 1, 0.3)]
    [InlineData(4, 2, 2, 5 / 6.0)] // one pair of six has failed twice
    [InlineData(5, 3, 3, 1)]
    [InlineData(5, 0, 5, 0)]
    [InlineData(1000, 1, 500, 0.5)] // no factorials, so no overflow
    public void TheChanceOfOneSuccessIsThatOfChen(int tries, int successes, int k, double expected) => Assert.Equal(expected, PassAtK.Of(tries, successes, k), 1e-9);

    [Theory]
    [InlineData(4, 2, 0)]
    [InlineData(4, 2, 5)]
    [InlineData(4, 5, 1)]
    [InlineData(4, -1, 1)]
    public void MoreThanWasTriedCannotBeEstimated(int tries, int successes, int k) => Assert.Throws<ArgumentException>(() => PassAtK.Of(tries, successes, k));
}
