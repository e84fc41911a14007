using LlmCourse.Display.Drawing;
using Xunit;

namespace LlmCourse.Display.Tests.Drawing;

public class LabelPlacerTests
{
    private static readonly Box Area = new(0, 0, 400, 300);

    private readonly LabelPlacer placer = new(Area);

    [Fact]
    public void TheFirstFreePlaceIsTaken()
    {
        placer.Keep(new Box(10, 10, 6, 6));
        Assert.Equal(50, placer.Place("label", (10, 10), (10, 50), (10, 90)).Top);
    }

    [Fact]
    public void ATextLiesOverALineRatherThanOverAMarker()
    {
        placer.KeepMarker(new Box(12, 12, 6, 6));
        for (var x = 10; x < 40; x += 6)
        {
            placer.Keep(new Box(x, 55, 2, 2));
        }

        Assert.Equal(50, placer.Place("label", (10, 10), (10, 50)).Top);
    }

    [Fact]
    public void ATextLiesOverAMarkerRatherThanOverAText()
    {
        placer.Place("label", (10, 10));
        placer.KeepMarker(new Box(12, 52, 6, 6));
        Assert.Equal(50, placer.Place("label", (12, 10), (12, 50)).Top);
    }

    [Fact]
    public void WhereNoPlaceLiesInTheAreaTheFirstIsTaken()
        => Assert.Equal(new Box(390, 10, TextWidth.Of("label", 12), 14), placer.Place("label", (390, 10), (395, 40)));
}
