using System.Reflection;
using System.Text.Json;

namespace LlmCourse.Display.Plotting;

/// <summary>Hands a figure to the copy of this assembly that can use Plotly.NET, and brings the chart back as JSON.</summary>
internal static class PlotlyBridge
{
    private static readonly Lazy<Func<string, string>> Write = new(FindWrite);

    /// <summary>The chart as Plotly reads it, or null where Plotly.NET is not there or does not load: the static picture remains.</summary>
    public static string? TryWrite(Figure figure)
    {
        var data = JsonSerializer.Serialize(FigureData.Of(figure));
        try
        {
            return PlotlyContext.IsAvailable ? Write.Value(data) : null;
        }
        catch (Exception problem) when (problem is IOException or BadImageFormatException or TypeLoadException or MissingMemberException or TypeInitializationException)
        {
            return null; // a host that cannot load it is no reason to show no figure
        }
    }

    private static Func<string, string> FindWrite()
    {
        var chart = PlotlyContext.Instance.Inside.GetType($"{typeof(PlotlyBridge).Namespace}.{nameof(PlotlyChart)}", throwOnError: true)!;
        return chart.GetMethod(nameof(PlotlyChart.Write), BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<Func<string, string>>();
    }
}
