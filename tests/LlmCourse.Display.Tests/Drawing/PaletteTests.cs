using System.Globalization;
using LlmCourse.Display.Drawing;
using Xunit;

namespace LlmCourse.Display.Tests.Drawing;

public class PaletteTests
{
    /// <summary>How a colour reaches a reader with a full colour blindness, in linear light (Machado, Oliveira and Fernandes 2009, severity 1).</summary>
    private static readonly Dictionary<string, double[][]> Eyes = new()
    {
        ["trichromat"] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        ["protanope"] = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        ["deuteranope"] = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        ["tritanope"] = [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    };

    private static double[] Light(string colour) =>
        [.. Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];

    private static double Luminance(string colour)
    {
        var light = Light(colour);
        return (0.2126 * light[0]) + (0.7152 * light[1]) + (0.0722 * light[2]);
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double[] Lab(double[] light)
    {
        double Sum(double r, double g, double b) => (r * light[0]) + (g * light[1]) + (b * light[2]);
        double F(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16 / 116.0);
        var (x, y, z) = (F(Sum(0.4124, 0.3576, 0.1805) / 0.95047), F(Sum(0.2126, 0.7152, 0.0722)), F(Sum(0.0193, 0.1192, 0.9505) / 1.08883));
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    [Fact]
    public void EveryColourIsReadableOnLightAndOnDark() => Assert.All(Palette.Colours, colour =>
    {
        Assert.True(Contrast(colour, Palette.LightSurface) >= 3, $"{colour} on light: {Contrast(colour, Palette.LightSurface):0.00}");
        Assert.True(Contrast(colour, Palette.DarkSurface) >= 3, $"{colour} on dark: {Contrast(colour, Palette.DarkSurface):0.00}");
    });

    [Theory]
    [InlineData("trichromat", 30)]
    [InlineData("protanope", 15)]
    [InlineData("deuteranope", 15)]
    [InlineData("tritanope", 15)]
    public void AnyTwoColoursDifferForEveryReader(string reader, double least)
    {
        var seen = Palette.Colours.Select(Light).Select(l => Lab([.. Eyes[reader].Select(row => Math.Clamp(row.Zip(l, (m, c) => m * c).Sum(), 0, 1))])).ToArray();
        for (var i = 0; i < seen.Length; i++)
        {
            for (var j = i + 1; j < seen.Length; j++)
            {
                var distance = Math.Sqrt(seen[i].Zip(seen[j], (a, b) => (a - b) * (a - b)).Sum()); // CIE 1976
                Assert.True(distance >= least, $"{Palette.Colours[i]} and {Palette.Colours[j]} differ by {distance:0.0}");
            }
        }
    }

    [Fact]
    public void TwelveSeriesDifferInColourOrDash() =>
        Assert.Equal(12, Enumerable.Range(0, 12).Select(i => (Palette.ColourOf(i), Palette.DashOf(i))).Distinct().Count());
}
