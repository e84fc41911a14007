using LlmCourse.Alignment;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class ForgettingMatrixTests
{
    [Fact]
    public void ForgottenIsWhatIsMissingFromTheBestStage()
    {
        var matrix = new ForgettingMatrix("old", "new").Add("base", 0.2, 0).Add("first", 0.9, 0.1).Add("second", 0.6, 0.95);
        Assert.Equal(0.3, matrix.Forgotten("old"), 12);
        Assert.Equal(-0.85, matrix.Forgotten("new"), 12);
        Assert.Equal(["base", "first", "second"], matrix.Stages);
        Assert.Equal([0.9, 0.1], matrix[1]);
    }

    [Fact]
    public void WhatSaysNothingIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new ForgettingMatrix());
        var matrix = new ForgettingMatrix("old").Add("base", 0.2);
        Assert.Throws<ArgumentException>(() => matrix.Add("first", 0.1, 0.2));
        Assert.Throws<ArgumentException>(() => matrix.Forgotten("old"));
        Assert.Throws<ArgumentException>(() => matrix.Add("first", 0.1).Forgotten("new"));
    }
}
