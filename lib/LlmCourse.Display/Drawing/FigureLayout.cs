using LlmCourse.Display.Text;

namespace LlmCourse.Display.Drawing;

/// <summary>Where everything of a figure goes: scales, ticks, legend, and the area that is left for the series.</summary>
internal sealed class FigureLayout
{
    public const double WidestYLabel = 150;
    public const double LongestTurnedLabel = 150;

    private const double TitleLine = 20;
    private const double LegendLine = 20;

    public FigureLayout(Figure figure, double width, double edge, double leastPlotHeight)
    {
        Styles = Palette.StylesOf(figure.Series);
        var series = figure.Series;
        var heatmap = series[0].Kind == SeriesKind.Heatmap ? series[0] : null;
        RowsGoDown = heatmap is not null;

        TitleLines = TextWidth.Wrap(figure.Title, width - (2 * edge), 16, bold: true);
        var top = TitleLines.Count > 0 ? 14 + (TitleLines.Count * TitleLine) + 6 : 14;
        Legend = heatmap is null ? LayLegend(series, edge, top, width - edge) : [];
        top = (Legend.Count > 0 ? Legend[^1].Box.Bottom : top) + 10;

        var right = width - 22;
        if (heatmap is not null)
        {
            var finite = heatmap.Rows.SelectMany(r => r).Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
            HeatRange = (finite.Min(), finite.Max());
            HeatTicks = HeatRange.High > HeatRange.Low
                ? Scale.For(new Axis("colour"), [HeatRange.Low, HeatRange.High], room: 0).Ticks(5)
                : [new Tick(HeatRange.Low, Number.Format(HeatRange.Low))];
            right = width - 56 - HeatTicks.Max(t => TextWidth.Of(t.Label, 12));
        }

        XNames = NamesOfX(figure, heatmap);
        YNames = heatmap is null ? figure.Y.Categories : NamesOfCells(figure.Y, heatmap.Rows.Length, "rows");
        BarSlot = SlotOf(series);
        X = ScaleOfX(figure, heatmap);
        Y = ScaleOfY(figure, heatmap);

        var plotHeight = Math.Max(leastPlotHeight, figure.Height - top - 54);
        YTicks = Y.Ticks((int)(plotHeight / 45));
        var left = edge + 24 + Math.Min(WidestYLabel, YTicks.Max(t => TextWidth.Of(t.Label, 12))) + 4;
        XTicks = X.Ticks((int)((right - left) / (figure.X.Log ? 55 : 85)));
        var widestX = XTicks.Max(t => TextWidth.Of(t.Label, 12));
        TurnsXLabels = HasXCategories && widestX > ((right - left) / XTicks.Count) - 6;
        var bottom = TurnsXLabels ? 36 + (Math.Min(widestX, LongestTurnedLabel) * 0.6) + 10 : 54;

        plotHeight = Math.Max(leastPlotHeight, figure.Height - top - bottom);
        Height = top + plotHeight + bottom;
        Plot = new Box(left, top, right - left, plotHeight);
        WritesCells = heatmap is not null && plotHeight / heatmap.Rows.Length >= 18
            && heatmap.Rows.SelectMany(r => r).Where(double.IsFinite).All(v => TextWidth.Of(Number.Format(v, 2), 12) + 4 <= Plot.Width / heatmap.Rows[0].Length);
    }

    public double Height { get; }

    public Box Plot { get; }

    public Scale X { get; }

    public Scale Y { get; }

    public IReadOnlyList<Tick> XTicks { get; }

    public IReadOnlyList<Tick> YTicks { get; }

    public IReadOnlyList<Tick> HeatTicks { get; } = [];

    public (double Low, double High) HeatRange { get; }

    /// <summary>True when each cell of a heatmap has room for its number.</summary>
    public bool WritesCells { get; }

    public IReadOnlyList<string> TitleLines { get; }

    public IReadOnlyList<LegendEntry> Legend { get; }

    public int[] Styles { get; }

    /// <summary>The names along the x axis; null where it has numbers.</summary>
    public IReadOnlyList<string>? XNames { get; }

    /// <summary>The names along the y axis; null where it has numbers.</summary>
    public IReadOnlyList<string>? YNames { get; }

    public bool HasXCategories => XNames is not null;

    /// <summary>A heatmap's first row is its highest.</summary>
    public bool RowsGoDown { get; }

    public bool TurnsXLabels { get; }

    /// <summary>The room between two neighbouring bars, in units of the x axis.</summary>
    public double BarSlot { get; }

    /// <summary>Where a value lies between the least and the greatest of a heatmap, from 0 to 1.</summary>
    public double HeatShare(double value) =>
        HeatRange.High > HeatRange.Low ? (value - HeatRange.Low) / (HeatRange.High - HeatRange.Low) : 0.5;

    /// <summary>The names of the x positions: the axis says them, or the bars bring them.</summary>
    public static IReadOnlyList<string>? NamesOfX(Figure figure, Series? heatmap)
    {
        if (heatmap is not null)
        {
            return NamesOfCells(figure.X, heatmap.Rows[0].Length, "columns");
        }

        var named = figure.Series.FirstOrDefault(s => s.Categories is not null);
        if (named is null)
        {
            return figure.X.Categories;
        }

        var names = figure.X.Categories ?? named.Categories!;
        var other = figure.Series.FirstOrDefault(s => s.Categories is not null && !s.Categories.SequenceEqual(names));
        return other is null
            ? names
            : throw new InvalidOperationException(
                $"The bars '{other.Name}' have the categories {string.Join(", ", other.Categories!)}, but the axis has {string.Join(", ", names)}; give all of them the same, in the same order.");
    }

    /// <summary>The names of a heatmap's rows or columns: those of the axis, or their numbers while there is room to write them.</summary>
    private static IReadOnlyList<string>? NamesOfCells(Axis axis, int count, string what)
    {
        if (axis.Categories is { } categories)
        {
            return categories.Count == count
                ? categories
                : throw new InvalidOperationException($"The axis '{axis.Name}' has {categories.Count} categories, but the heatmap has {count} {what}; give as many.");
        }

        return count <= 20 ? [.. Enumerable.Range(0, count).Select(i => Number.Format((long)i))] : null;
    }

    private static double SlotOf(IReadOnlyList<Series> series)
    {
        double[] positions = [.. series.Where(s => s.Kind == SeriesKind.Bars).SelectMany(s => s.X).Where(double.IsFinite).Distinct().Order()];
        return positions.Length < 2 ? 1 : Enumerable.Range(1, positions.Length - 1).Min(i => positions[i] - positions[i - 1]);
    }

    private Scale ScaleOfX(Figure figure, Series? heatmap)
    {
        if (XNames is not null)
        {
            return Scale.For(figure.X with { Categories = XNames }, []);
        }

        if (heatmap is not null)
        {
            return Scale.For(figure.X with { Log = false, Min = -0.5, Max = heatmap.Rows[0].Length - 0.5 }, []);
        }

        var half = BarSlot / 2;
        var values = figure.Series.SelectMany(s => s.Kind == SeriesKind.Bars ? s.X.SelectMany(x => (double[])[x - half, x + half]) : s.X)
            .Concat(figure.Lines.Where(l => !l.IsHorizontal).Select(l => l.Value));
        return Scale.For(figure.X, values);
    }

    private Scale ScaleOfY(Figure figure, Series? heatmap)
    {
        if (heatmap is not null)
        {
            return Scale.For(figure.Y with { Categories = YNames, Log = false, Min = -0.5, Max = heatmap.Rows.Length - 0.5 }, []);
        }

        var values = figure.Series.SelectMany(s => s.Y.Concat(s.High)).Concat(figure.Lines.Where(l => l.IsHorizontal).Select(l => l.Value));
        var bars = figure.Series.Any(s => s.Kind == SeriesKind.Bars);
        return Scale.For(figure.Y, values, room: bars ? 0.08 : 0.04, fromZero: bars); // a bar carries its number on top
    }

    private List<LegendEntry> LayLegend(IReadOnlyList<Series> series, double left, double top, double right)
    {
        var entries = new List<LegendEntry>();
        var names = series.Select((s, i) => (s.Name, Style: Styles[i])).Where(s => s.Name.Length > 0).DistinctBy(s => s.Name).ToList();
        if (names.Count < 2)
        {
            return entries;
        }

        var x = left;
        foreach (var (name, style) in names)
        {
            var shown = TextWidth.Fit(name, right - left - 30, 12);
            var wide = 30 + TextWidth.Of(shown, 12) + 18;
            if (x > left && x + wide - 18 > right)
            {
                (x, top) = (left, top + LegendLine);
            }

            entries.Add(new LegendEntry(new Box(x, top, wide, LegendLine), style, shown, [.. series.Where(s => s.Name == name).Select(s => s.Kind)]));
            x += wide;
        }

        return entries;
    }
}
