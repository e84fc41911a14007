using LlmCourse.Evaluation;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class SharpnessTests
{
    private static readonly double[] Line = [.. Enumerable.Range(0, 11).Select(i => i / 10.0)];

    [Fact]
    public void AStraightLineHasSharpnessOneWhereverItGoes()
    {
        Assert.Equal(1, Sharpness.Of(Line, Line), 1e-9);
        Assert.Equal(1, Sharpness.Of([3, 5, 13], [-2, -4, -12]), 1e-9);
        Assert.Equal(1, Sharpness.Of(Line, [.. Line.Select(_ => 0.3)]));
    }

    [Fact]
    public void AJumpIsAsSharpAsTheDistanceOfThePointsAllows() =>
        Assert.Equal(10, Sharpness.Of(Line, [.. Line.Select(x => x > 0.55 ? 1.0 : 0)]), 1e-9);

    [Fact]
    public void NeitherTheScaleNorTheDirectionOfTheCurveMatters()
    {
        double[] curve = [.. Line.Select(x => Math.Pow(x, 4))];
        var sharpness = Sharpness.Of(Line, curve);
        Assert.Equal(sharpness, Sharpness.Of(Line, [.. curve.Select(y => 5 - (30 * y))]), 1e-9);
        Assert.InRange(sharpness, 0.5 / (1 - Math.Pow(0.5, 0.25)) - 0.1, 0.5 / (1 - Math.Pow(0.5, 0.25)) + 0.1);
    }

    [Fact]
    public void AShortStretchIsFoundFromItsEndAsWell()
    {
        // The steepest half ends at x = 3 and begins between two points.
        Assert.Equal(1.5 / 0.5, Sharpness.Of([0, 2, 3], [0, 0, 1]), 1e-9);
    }

    [Fact]
    public void BreakthroughnessIsTheRangeOverTheUsualStep()
    {
        Assert.Equal(10, Sharpness.Breakthroughness(Line), 1e-9);
        Assert.Equal(-10, Sharpness.Breakthroughness([.. Line.Reverse()]), 1e-9);
        Assert.Equal(double.PositiveInfinity, Sharpness.Breakthroughness([0, 0, 0, 1]));
    }

    [Fact]
    public void TwoPointsAreNoCurve() =>
        Assert.Contains("three points", Assert.Throws<ArgumentException>(() => Sharpness.Of([1, 2], [1, 2])).Message, StringComparison.Ordinal);
}
