namespace LlmCourse.Display.Drawing;

/// <summary>
/// Six colours that differ for readers with any of the three colour blindnesses, each with a contrast of at least 3 on white and
/// on our dark background (a test computes both). Dashes and markers differ too, so that no figure lives by colour alone.
/// </summary>
internal static class Palette
{
    public const string LightSurface = "#ffffff";
    public const string DarkSurface = "#0f141a";

    public static readonly string[] Colours = ["#0072b2", "#d55e00", "#3fa663", "#693ff0", "#a8839f", "#4f6855"];

    /// <summary>The dashes of a line, as SVG and as Plotly write them.</summary>
    public static readonly (string Svg, string Plotly)[] Dashes =
    [
        ("", "solid"), ("7 4", "dash"), ("2 3", "dot"), ("9 3 2 3", "dashdot"), ("14 5", "longdash"), ("14 3 2 3", "longdashdot"),
    ];

    /// <summary>The shapes of a point, as Plotly names them.</summary>
    public static readonly string[] Markers = ["circle", "square", "triangle-up", "diamond", "x", "cross"];

    public static string ColourOf(int style) => Colours[style % Colours.Length];

    /// <summary>The second time round each colour meets another dash.</summary>
    public static (string Svg, string Plotly) DashOf(int style) => Dashes[(style + (style / Colours.Length)) % Dashes.Length];

    public static string MarkerOf(int style) => Markers[(style + (style / Colours.Length)) % Markers.Length];

    /// <summary>The number of the style for each series: as its author said, or the next free one; the same for the same name.</summary>
    public static int[] StylesOf(IReadOnlyList<Series> series)
    {
        var byName = new Dictionary<string, int>();
        var taken = series.Where(s => s.Colour is not null).Select(s => s.Colour!.Value).ToHashSet();
        var next = 0;
        return [.. series.Select(s => s.Colour ?? (byName.TryGetValue(s.Name, out var known) ? known : byName[s.Name] = Next()))];

        int Next()
        {
            while (taken.Contains(next))
            {
                next++;
            }

            return next++;
        }
    }
}
