using LlmCourse.Display.Drawing;
using Xunit;

namespace LlmCourse.Display.Tests.Drawing;

public class ScaleTests
{
    private static string Labels(Axis axis, double[] values, int about = 5) =>
        string.Join(' ', Scale.For(axis, values).Ticks(about).Where(t => t.Label.Length > 0).Select(t => t.Label));

    [Theory]
    [InlineData(new double[] { 0, 2000 }, "0 500 1,000 1,500 2,000")]
    [InlineData(new[] { 1.47, 4.2 }, "1.5 2.0 2.5 3.0 3.5 4.0")]
    [InlineData(new[] { -0.3, 0.3 }, "−0.3 −0.2 −0.1 0 0.1 0.2 0.3")]
    [InlineData(new double[] { 0, 1.4e12 }, "0 0.2T 0.4T 0.6T 0.8T 1.0T 1.2T 1.4T")]
    [InlineData(new[] { 5.0, 5.0 }, "4.6 4.8 5.0 5.2 5.4")]
    [InlineData(new[] { 0.33601, 0.33602 }, "0.336010 0.336012 0.336014 0.336016 0.336018 0.336020")]
    public void LinearTicksAreRound(double[] values, string labels) => Assert.Equal(labels, Labels(new Axis("x"), values));

    [Theory]
    [InlineData(new[] { 1e4, 1e7 }, "10⁴ 10⁵ 10⁶ 10⁷")]
    [InlineData(new[] { 1.0, 1000.0 }, "1 10 100 1,000")]
    [InlineData(new[] { 1e19, 6e23 }, "10¹⁹ 10²⁰ 10²¹ 10²² 10²³")]
    [InlineData(new[] { 0.2, 2.0 }, "0.2 0.3 0.4 0.5 0.7 1 2")]
    [InlineData(new[] { 1.5, 1.9 }, "1.5 1.6 1.7 1.8 1.9")]
    [InlineData(new[] { -1.0, 0, 10, 1000 }, "10 20 50 100 200 500 1,000")]
    public void LogarithmicTicksStandAtPowers(double[] values, string labels) => Assert.Equal(labels, Labels(new Axis("x", log: true), values));

    [Fact]
    public void TicksLieOnTheAxis()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 2000; trial++)
        {
            var low = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 14));
            var high = low + (random.NextDouble() * Math.Pow(10, random.Next(-8, 14)));
            var log = trial % 2 == 0 && low > 0;
            var scale = Scale.For(new Axis("x", log: log), [low, high]);
            var ticks = scale.Ticks(6);
            Assert.InRange(ticks.Count(t => t.Label.Length > 0), 2, 20);
            Assert.All(ticks, t => Assert.InRange(scale.At(t.Value), -1e-6, 1 + 1e-6));
        }
    }
}
