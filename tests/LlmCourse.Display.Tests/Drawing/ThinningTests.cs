using LlmCourse.Display.Drawing;
using Xunit;

namespace LlmCourse.Display.Tests.Drawing;

public class ThinningTests
{
    [Fact]
    public void EndsAndExtremesStay()
    {
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, 50_000).Select(i => (double)i)];
        double[] y = [.. x.Select(_ => random.NextDouble())];
        var kept = Thinning.Keep(x, y, 600);
        Assert.InRange(kept.Count, 600, 4 * 601);
        Assert.Contains(0, kept);
        Assert.Contains(x.Length - 1, kept);
        Assert.Contains(Array.IndexOf(y, y.Max()), kept);
        Assert.Contains(Array.IndexOf(y, y.Min()), kept);
        Assert.Equal(kept.Order(), kept);
    }

    [Fact]
    public void ACurveThatTurnsBackKeepsAllItsPoints()
    {
        double[] x = [.. Enumerable.Range(0, 5000).Select(i => Math.Sin(i))];
        Assert.Equal(5000, Thinning.Keep(x, x, 10).Count);
    }
}
