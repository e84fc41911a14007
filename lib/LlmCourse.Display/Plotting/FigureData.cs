using LlmCourse.Display.Drawing;

namespace LlmCourse.Display.Plotting;

/// <summary>A figure as plain data that can pass between two load contexts as JSON; what cannot be drawn is null.</summary>
internal sealed record FigureData
{
    private const int MostPoints = 2000; // of a curve; more than a screen has columns

    private const double PlotlyExtra = 30; // Plotly draws each name of a legend this much wider than we do
    private const double PlotlyRoom = 610; // and begins where the axis does

    public required AxisData X { get; init; }

    public required AxisData Y { get; init; }

    public required string[] TitleLines { get; init; }

    public required bool HasLegend { get; init; }

    public required bool LegendBeside { get; init; }

    public required bool WritesCells { get; init; }

    public required int Height { get; init; }

    public required SeriesData[] Series { get; init; }

    public required LineData[] Lines { get; init; }

    public static FigureData Of(Figure figure)
    {
        var layout = new FigureLayout(figure, 720, 16, 140);
        return new FigureData
        {
            TitleLines = [.. layout.TitleLines],
            HasLegend = layout.Legend.Count > 0,
            LegendBeside = layout.Legend.Sum(e => e.Box.Width + PlotlyExtra) > PlotlyRoom,
            WritesCells = layout.WritesCells,
            Height = figure.Height,
            X = AxisData.Of(figure.X, layout.XNames, layout.X),
            Y = AxisData.Of(figure.Y, layout.YNames, layout.Y),
            Series = [.. figure.Series.Select((s, i) => OfSeries(s, layout.Styles[i], figure.X.Log, figure.Y.Log))],
            Lines = [.. figure.Lines.Select(l => new LineData(l.Value, l.Label, l.IsHorizontal, l.IsHorizontal && IsCrowded(l, figure, layout, right: true) && !IsCrowded(l, figure, layout, right: false)))],
        };
    }

    private static SeriesData OfSeries(Series series, int style, bool logX, bool logY)
    {
        IReadOnlyList<int> kept = series.Kind == SeriesKind.Line
            ? Thinning.Keep(series.X, series.Y, MostPoints / 4)
            : [.. Enumerable.Range(0, series.Y.Length)];
        return new SeriesData
        {
            Kind = series.Kind,
            Name = series.Name,
            Style = style,
            X = [.. kept.Select(i => Drawable(series.X[i], logX))],
            Y = [.. kept.Select(i => Drawable(series.Y[i], logY))],
            High = [.. series.High.Select(v => Drawable(v, logY))],
            Labels = series.Labels is null ? null : [.. series.Labels],
            Rows = [.. series.Rows.Select(r => r.Select(v => Drawable(v, false)).ToArray())],
        };
    }

    /// <summary>True when a curve or a point lies close above the line in the third of the plot where its label would stand.</summary>
    private static bool IsCrowded(ReferenceLine line, Figure figure, FigureLayout layout, bool right) =>
        figure.Series.Any(s => Enumerable.Range(0, s.Y.Length).Any(i =>
            (right ? layout.X.At(s.X[i]) > 0.66 : layout.X.At(s.X[i]) < 0.33) && layout.Y.At(s.Y[i]) - layout.Y.At(line.Value) is > -0.01 and < 0.07));

    /// <summary>Six digits are more than a screen shows, and keep a notebook small.</summary>
    private static double? Drawable(double value, bool log)
    {
        if (!double.IsFinite(value) || (log && value <= 0))
        {
            return null;
        }

        return double.Parse(value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
    }
}
