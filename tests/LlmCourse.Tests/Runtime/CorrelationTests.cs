using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Runtime;

public class CorrelationTests
{
    [Fact]
    public void PairsOnALineHaveCorrelationOneOrMinusOne()
    {
        Assert.Equal(1, Correlation.Of([1, 2, 4], [10, 20, 40]), 1e-12);
        Assert.Equal(-1, Correlation.Of([1, 2, 4], [-1, -2, -4]), 1e-12);
    }

    [Fact]
    public void ItIsTheCovarianceOverTheDeviations()
    {
        // Means 2 and 3; products of the differences -1·-1 + 0·2 + 1·-1 = 0.
        Assert.Equal(0, Correlation.Of([1, 2, 3], [2, 5, 2]), 1e-12);

        // Means 2 and 2; products 1 + 0 + 0 = 1, squares 2 and 2.
        Assert.Equal(0.5, Correlation.Of([1, 2, 3], [1, 3, 2]), 1e-12);
    }

    [Fact]
    public void NeitherUnitsNorOriginMatter()
    {
        double[] x = [3, 1, 4, 1, 5], y = [2, 7, 1, 8, 2];
        Assert.Equal(Correlation.Of(x, y), Correlation.Of([.. x.Select(v => (1000 * v) - 7)], y), 1e-12);
        Assert.Equal(Correlation.Of(x, y), Correlation.Of(y, x), 1e-12);
    }

    [Fact]
    public void WhatDoesNotVaryHasNone() => Assert.Equal(double.NaN, Correlation.Of([1, 1, 1], [1, 2, 3]));

    [Fact]
    public void ListsThatAreNoPairsAreRefused()
    {
        Assert.Contains("3 and 2", Assert.Throws<ArgumentException>(() => Correlation.Of([1, 2, 3], [1, 2])).Message);
        Assert.Throws<ArgumentException>(() => Correlation.Of([1], [1]));
    }
}
