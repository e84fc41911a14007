using System.Text.Json;
using LlmCourse.Display.Drawing;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using PlotlyMarker = Plotly.NET.TraceObjects.Marker;

namespace LlmCourse.Display.Plotting;

/// <summary>
/// Builds the Plotly.NET chart of a figure. This code runs only in the copy of the assembly inside <see cref="PlotlyContext"/>. Colours of text
/// and grid are left to the page, which knows whether it is light or dark.
/// </summary>
internal static class PlotlyChart
{
    /// <summary>Reads the figure's data as JSON and writes the chart as JSON: data and layout.</summary>
    public static string Write(string figureJson)
    {
        var figure = JsonSerializer.Deserialize<FigureData>(figureJson)!;
        var named = new HashSet<string>();
        var traces = new List<Trace>();
        foreach (var series in figure.Series)
        {
            AddTraces(traces, series, figure, inLegend: named.Add(series.Name) && series.Name.Length > 0);
        }

        return GenericChart.toFigureJson(GenericChart.setLayout(LayoutOf(figure), GenericChart.ofTraceObjects(false, traces)));
    }

    private static void AddTraces(List<Trace> traces, SeriesData series, FigureData figure, bool inLegend)
    {
        var name = Escape(series.Name);
        var (colour, dash, marker) = (Palette.ColourOf(series.Style), Palette.DashOf(series.Style).Plotly, Palette.MarkerOf(series.Style));
        object?[] x = figure.X.Names is { } names && series.Kind != SeriesKind.Heatmap
            ? [.. series.X.Select(v => v is { } i && i == (int)i && i >= 0 && i < names.Length ? (object)names[(int)i] : v)]
            : [.. series.X.Select(v => (object?)v)];
        switch (series.Kind)
        {
            case SeriesKind.Heatmap:
                traces.Add(With(new Trace2D("heatmap"),
                    ("z", series.Rows), ("colorscale", HeatmapColours.PlotlyName), ("colorbar", With(new ColorBar(), ("title", With(new Title(), ("text", name), ("side", "right"))))),
                    ("x", figure.X.Names), ("y", figure.Y.Names), ("hoverongaps", false),
                    ("texttemplate", figure.WritesCells ? "%{z:.3~g}" : null)));
                break;
            case SeriesKind.Band:
                traces.Add(With(new Trace2D("scatter"),
                    ("x", x), ("y", series.Y), ("mode", "lines"), ("line", With(new Line(), ("width", 0), ("color", colour))), ("legendgroup", name),
                    ("showlegend", false), ("hoverinfo", "skip")));
                traces.Add(With(new Trace2D("scatter"),
                    ("x", x), ("y", series.High), ("mode", "lines"), ("line", With(new Line(), ("width", 0), ("color", colour))), ("fill", "tonexty"),
                    ("fillcolor", colour + "40"), ("name", name), ("legendgroup", name), ("showlegend", inLegend), ("hoverinfo", "skip")));
                break;
            case SeriesKind.Bars:
                traces.Add(With(new Trace2D("bar"),
                    ("x", x), ("y", series.Y), ("name", name), ("legendgroup", name), ("showlegend", inLegend),
                    ("marker", With(new PlotlyMarker(), ("color", colour)))));
                break;
            case SeriesKind.Line:
                traces.Add(With(new Trace2D("scatter"),
                    ("x", x), ("y", series.Y), ("mode", series.Y.Length <= 25 ? "lines+markers" : "lines"), ("name", name), ("legendgroup", name),
                    ("showlegend", inLegend), ("line", With(new Line(), ("color", colour), ("dash", dash), ("width", 2))),
                    ("marker", With(new PlotlyMarker(), ("color", colour), ("symbol", marker), ("size", 6)))));
                break;
            default:
                traces.Add(With(new Trace2D("scatter"),
                    ("x", x), ("y", series.Y), ("mode", series.Labels is null ? "markers" : "markers+text"), ("name", name), ("legendgroup", name),
                    ("showlegend", inLegend), ("text", series.Labels?.Select(Escape).ToArray()), ("textposition", series.Labels?.Select((_, i) => i % 2 == 0 ? "middle right" : "middle left").ToArray()),
                    ("marker", With(new PlotlyMarker(), ("color", colour), ("symbol", marker), ("size", series.Y.Length > 200 ? 5 : 8)))));
                break;
        }
    }

    private static Layout LayoutOf(FigureData figure)
    {
        var isHeatmap = figure.Series[0].Kind == SeriesKind.Heatmap;
        return With(new Layout(),
            ("title", With(new Title(), ("text", string.Join("<br>", figure.TitleLines.Select(Escape))), ("x", 0.02), ("xanchor", "left"), ("y", 1), ("yref", "container"), ("yanchor", "top"),
                ("pad", With(new Padding(), ("t", 16 + (20 * (figure.TitleLines.Length - 1))))), ("font", With(new Font(), ("size", 16))))),
            ("xaxis", AxisOf(figure.X, false)), ("yaxis", AxisOf(figure.Y, isHeatmap)),
            ("height", figure.Height), ("barmode", "group"), ("showlegend", figure.HasLegend),
            ("legend", figure.LegendBeside
                ? With(new Legend(), ("orientation", "v"), ("x", 1.02), ("xanchor", "left"), ("y", 1), ("yanchor", "top"))
                : With(new Legend(), ("orientation", "h"), ("x", 0), ("xanchor", "left"), ("y", 1.02), ("yanchor", "bottom"))),
            ("paper_bgcolor", "rgba(0,0,0,0)"), ("plot_bgcolor", "rgba(0,0,0,0)"), ("hovermode", "closest"),
            ("margin", With(new Margin(), ("l", 70), ("r", 24), ("t", 30 + (22 * figure.TitleLines.Length) + (figure.HasLegend && !figure.LegendBeside ? 24 : 0)), ("b", 60))),
            ("shapes", ShapesOf(figure.Lines)),
            ("annotations", AnnotationsOf(figure)));
    }

    private static LinearAxis AxisOf(AxisData axis, bool reversed)
    {
        var (min, max) = axis.Log ? (Math.Log10(axis.Min), Math.Log10(axis.Max)) : (axis.Min, axis.Max);
        return With(new LinearAxis(),
            ("title", With(new Title(), ("text", Escape(axis.Label)), ("standoff", 12))), ("type", axis.Names is not null ? "category" : axis.Log ? "log" : "linear"),
            ("range", (double[])(reversed ? [max, min] : [min, max])), ("automargin", true), ("zeroline", false),
            ("exponentformat", axis.Log ? "power" : "SI"), ("dtick", !axis.Log || max - min < 1 ? null : max - min > 3 ? 1 : "D2"), ("showgrid", axis.Names is null));
    }

    // Plain loops: an iterator or a lambda over Plotly's types would be a type of ours that loads only with theirs.
    private static List<object> ShapesOf(LineData[] lines)
    {
        var shapes = new List<object>();
        foreach (var line in lines)
        {
            shapes.Add(ShapeOf(line));
        }

        return shapes;
    }

    private static List<object> AnnotationsOf(FigureData figure)
    {
        var annotations = new List<object>();
        foreach (var line in figure.Lines)
        {
            if (line.Label.Length > 0)
            {
                annotations.Add(AnnotationOf(line, figure));
            }
        }

        return annotations;
    }

    private static Shape ShapeOf(LineData line) => With(new Shape(),
        ("type", "line"), ("xref", line.IsHorizontal ? "paper" : "x"), ("yref", line.IsHorizontal ? "y" : "paper"),
        ("x0", line.IsHorizontal ? 0 : line.Value), ("x1", line.IsHorizontal ? 1 : line.Value),
        ("y0", line.IsHorizontal ? line.Value : 0), ("y1", line.IsHorizontal ? line.Value : 1),
        ("line", With(new Line(), ("color", "#808890"), ("width", 1.5), ("dash", "dash"))));

    private static Annotation AnnotationOf(LineData line, FigureData figure)
    {
        // On a logarithmic axis Plotly wants a shape at the value, but an annotation at its logarithm.
        var log = line.IsHorizontal ? figure.Y.Log : figure.X.Log;
        var at = log ? Math.Log10(line.Value) : line.Value;
        return With(new Annotation(),
            ("text", Escape(line.Label)), ("showarrow", false),
            ("xref", line.IsHorizontal ? "paper" : "x"), ("x", !line.IsHorizontal ? at : line.LabelsLeft ? 0 : 1), ("xanchor", line.IsHorizontal && !line.LabelsLeft ? "right" : "left"),
            ("yref", line.IsHorizontal ? "y" : "paper"), ("y", line.IsHorizontal ? at : 1), ("yanchor", line.IsHorizontal ? "bottom" : "top"));
    }

    /// <summary>Plotly reads a little HTML in its texts; ours are plain.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    // No constraint: a host that lists our types must be able to load this one without Plotly.NET.
    private static T With<T>(T target, params ReadOnlySpan<(string Name, object? Value)> properties) where T : class
    {
        var dynamic = (DynamicObj.DynamicObj)(object)target;
        foreach (var (name, value) in properties)
        {
            if (value is not null)
            {
                dynamic.SetProperty(name, value);
            }
        }

        return target;
    }
}
