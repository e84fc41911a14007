namespace LlmCourse.Display.Drawing;

/// <summary>
/// Cividis, a scale from dark blue to yellow whose lightness grows evenly and that readers with any colour blindness see alike
/// (Nuñez, Anderton and Renslow 2018). Plotly knows it by the same name.
/// </summary>
internal static class HeatmapColours
{
    public const string PlotlyName = "Cividis";

    public static readonly (byte R, byte G, byte B)[] Stops =
    [
        (0, 32, 76), (0, 42, 102), (0, 52, 110), (39, 63, 108), (60, 74, 107), (76, 85, 107), (91, 95, 109), (104, 106, 112), (117, 117, 117),
        (131, 129, 120), (146, 140, 120), (161, 152, 118), (176, 165, 114), (192, 177, 109), (209, 191, 102), (225, 204, 92), (243, 219, 79), (255, 233, 69),
    ];

    /// <summary>The colour of a share from 0 to 1, and whether a text on it must be white.</summary>
    public static (string Colour, bool IsDark) At(double share)
    {
        var (red, green, blue) = Mix(share);
        return ($"#{red:x2}{green:x2}{blue:x2}", share < 0.5);
    }

    /// <summary>The colour of a share from 0 to 1.</summary>
    public static (byte Red, byte Green, byte Blue) Mix(double share)
    {
        var position = Math.Clamp(share, 0, 1) * (Stops.Length - 1);
        var below = Math.Min((int)position, Stops.Length - 2);
        var (a, b, t) = (Stops[below], Stops[below + 1], position - below);
        byte Between(byte from, byte to) => (byte)Math.Round(from + ((to - from) * t));
        return (Between(a.R, b.R), Between(a.G, b.G), Between(a.B, b.B));
    }
}
