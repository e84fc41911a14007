using LlmCourse.Display.Text;
using static LlmCourse.Display.Drawing.SvgWriter;

namespace LlmCourse.Display.Drawing;

/// <summary>Lays a figure out and draws it: title, legend, axes with ticks, and the series between them.</summary>
internal sealed class Picture
{
    private const double Width = 720;
    private const double Edge = 16;
    private const double LeastPlotHeight = 140;
    private const int MostTips = 200; // hints under the pointer cost bytes in every notebook
    private const int MostCells = 400; // a larger heatmap is an image

    private readonly Figure figure;
    private readonly FigureLayout layout;
    private readonly SvgWriter svg;
    private readonly bool tips;

    public Picture(Figure figure)
    {
        this.figure = figure;
        layout = new FigureLayout(figure, Width, Edge, LeastPlotHeight);
        svg = new SvgWriter(Width, layout.Height, figure.Alt);
        tips = figure.Series.Sum(s => s.Kind == SeriesKind.Heatmap ? s.Rows.Length * s.Rows[0].Length : s.Y.Length) <= MostTips;
    }

    private Box Plot => layout.Plot;

    /// <summary>The picture as SVG.</summary>
    public string Draw()
    {
        for (var i = 0; i < layout.TitleLines.Count; i++)
        {
            svg.Text(layout.TitleLines[i], Edge, 26 + (i * 20), size: 16, bold: true, kind: "ink");
        }

        DrawLegend();
        var heatmap = figure.Series[0].Kind == SeriesKind.Heatmap;
        if (!heatmap)
        {
            DrawGrid();
        }

        svg.StartClip(Plot);
        if (heatmap)
        {
            DrawHeatmap(figure.Series[0]);
        }
        else
        {
            DrawSeries();
        }

        svg.EndClip();
        DrawAxes();
        DrawBarNumbers();
        DrawLinesAndLabels();
        return svg.Finish();
    }

    private double PixelX(double value) => Plot.Left + (layout.X.At(value) * Plot.Width);

    private double PixelY(double value) => layout.RowsGoDown
        ? Plot.Top + (layout.Y.At(value) * Plot.Height)
        : Plot.Bottom - (layout.Y.At(value) * Plot.Height);

    private void DrawLegend()
    {
        foreach (var (box, style, name, kinds) in layout.Legend)
        {
            var (x, y, colour) = (box.Left, box.Top + 7, Palette.ColourOf(style));
            if (kinds.Contains(SeriesKind.Bars))
            {
                svg.Rectangle(new Box(x + 6, y - 6, 12, 12), colour);
            }

            if (kinds.Contains(SeriesKind.Band))
            {
                svg.Area($"M{N(x)} {N(y - 6)}h24v12h-24Z", colour, 0.25);
            }

            if (kinds.Contains(SeriesKind.Line))
            {
                svg.Curve($"M{N(x)} {N(y)}h24", colour, 2, Palette.DashOf(style).Svg);
            }

            if (kinds.Contains(SeriesKind.Points) || (kinds.Contains(SeriesKind.Line) && figure.Series.Any(s => s.Name == name && HasMarkers(s))))
            {
                svg.Area(Marker.Path(style, x + 12, y, 4), colour, 1);
            }

            svg.Text(name, x + 30, y + 4, kind: "ink");
        }
    }

    private void DrawGrid()
    {
        var upright = layout.HasXCategories ? [] : layout.XTicks.Where(t => t.Label.Length > 0);
        var path = string.Concat(upright.Select(t => $"M{N(PixelX(t.Value))} {N(Plot.Top)}V{N(Plot.Bottom)}")
            .Concat(layout.YTicks.Where(t => t.Label.Length > 0).Select(t => $"M{N(Plot.Left)} {N(PixelY(t.Value))}H{N(Plot.Right)}")));
        svg.Lines("grid", Grid, path);
    }

    private void DrawAxes()
    {
        static double LengthOf(Tick tick) => tick.Label.Length > 0 ? 5 : 3;
        var ticks = layout.XTicks.Select(t => $"M{N(PixelX(t.Value))} {N(Plot.Bottom)}v{N(LengthOf(t))}")
            .Concat(layout.YTicks.Select(t => $"M{N(Plot.Left)} {N(PixelY(t.Value))}h{N(-LengthOf(t))}"));
        svg.Lines("axis", Muted, $"M{N(Plot.Left)} {N(Plot.Top)}V{N(Plot.Bottom)}H{N(Plot.Right)}" + string.Concat(ticks));
        foreach (var tick in layout.XTicks)
        {
            var x = PixelX(tick.Value);
            if (layout.TurnsXLabels)
            {
                svg.Text(TextWidth.Fit(tick.Label, FigureLayout.LongestTurnedLabel, 12), x + 4, Plot.Bottom + 16, "end", rotate: -35);
            }
            else if (tick.Label.Length > 0)
            {
                svg.Text(tick.Label, x, Plot.Bottom + 18, "middle");
            }
        }

        foreach (var tick in layout.YTicks)
        {
            var y = PixelY(tick.Value);
            if (tick.Label.Length > 0)
            {
                svg.Text(TextWidth.Fit(tick.Label, FigureLayout.WidestYLabel, 12), Plot.Left - 8, y + 4, "end");
            }
        }

        svg.Text(TextWidth.Fit(figure.X.Label, Plot.Width, 13), Plot.Left + (Plot.Width / 2), layout.Height - 12, "middle", 13, kind: "ink");
        var (centre, longest) = (Plot.Top + (Plot.Height / 2), layout.Height - 2 * Edge);
        svg.Text(TextWidth.Fit(figure.Y.Label, longest, 13), Edge + 8,
            Math.Clamp(centre, Edge + (TextWidth.Of(figure.Y.Label, 13) / 2), Math.Max(centre, layout.Height - Edge)), "middle", 13, kind: "ink", rotate: -90);
    }

    private void DrawSeries()
    {
        // Areas lie under curves, and curves under points, whatever their order in the figure.
        SeriesKind[] order = [SeriesKind.Band, SeriesKind.Bars, SeriesKind.Line, SeriesKind.Points];
        foreach (var kind in order)
        {
            for (var i = 0; i < figure.Series.Count; i++)
            {
                if (figure.Series[i].Kind == kind)
                {
                    Draw(figure.Series[i], layout.Styles[i]);
                }
            }
        }
    }

    private void Draw(Series series, int style)
    {
        var colour = Palette.ColourOf(style);
        switch (series.Kind)
        {
            case SeriesKind.Band:
                foreach (var (from, to) in Runs(series))
                {
                    var there = Enumerable.Range(from, to - from).Select(i => At(series.X[i], series.High[i]));
                    var back = Enumerable.Range(from, to - from).Reverse().Select(i => At(series.X[i], series.Y[i]));
                    svg.Area("M" + string.Join("L", there.Concat(back)) + "Z", colour, 0.25);
                }

                break;
            case SeriesKind.Bars:
                DrawBars(series, colour);
                break;
            case SeriesKind.Line:
                DrawCurve(series, colour, Palette.DashOf(style).Svg);
                if (HasMarkers(series))
                {
                    DrawPoints(series, style, colour, 3);
                }

                break;
            default:
                DrawPoints(series, style, colour, series.Y.Length > 200 ? 2.5 : 4);
                break;
        }
    }

    /// <summary>Few points are measurements that a reader wants to see; many make a curve.</summary>
    private static bool HasMarkers(Series series) => series.Kind == SeriesKind.Line && series.Y.Length <= 25;

    private string At(double x, double y) => $"{N(PixelX(x))} {N(PixelY(y))}";

    /// <summary>The pieces of a series between its gaps, as from and to (not included).</summary>
    private IEnumerable<(int From, int To)> Runs(Series series)
    {
        var from = 0;
        for (var i = 0; i <= series.Y.Length; i++)
        {
            if (i == series.Y.Length || !Shows(series, i))
            {
                if (i > from)
                {
                    yield return (from, i);
                }

                from = i + 1;
            }
        }
    }

    private bool Shows(Series series, int i) =>
        layout.X.Shows(series.X[i]) && layout.Y.Shows(series.Y[i]) && (series.Kind != SeriesKind.Band || layout.Y.Shows(series.High[i]));

    private void DrawCurve(Series series, string colour, string dash)
    {
        var path = string.Concat(Runs(series).Select(run =>
        {
            var kept = Thinning.Keep(series.X.AsSpan(run.From..run.To), series.Y.AsSpan(run.From..run.To), (int)Plot.Width);
            var points = kept.Select(i => At(series.X[run.From + i], series.Y[run.From + i]));
            return run.To - run.From == 1 ? $"M{At(series.X[run.From], series.Y[run.From])}h.1" : "M" + string.Join("L", points);
        }));
        if (path.Length > 0)
        {
            svg.Curve(path, colour, 2, dash);
        }
    }

    private void DrawPoints(Series series, int style, string colour, double radius)
    {
        for (var i = 0; i < series.Y.Length; i++)
        {
            if (Shows(series, i))
            {
                svg.Area(Marker.Path(style, PixelX(series.X[i]), PixelY(series.Y[i]), radius), colour, series.Y.Length > 200 ? 0.6 : 1, Tip(series, i));
            }
        }
    }

    private string Tip(Series series, int i)
    {
        if (!tips)
        {
            return "";
        }

        var label = series.Labels is { } labels && i < labels.Count ? labels[i] : series.Name;
        var position = layout.XNames is { } names && series.X[i] == (int)series.X[i] ? names[(int)series.X[i]] : Number.Format(series.X[i]);
        return $"{(label.Length > 0 ? label + ": " : "")}{figure.X.Name} {position}, {figure.Y.Name} {Number.Format(series.Y[i])}";
    }

    /// <summary>The bars of a series in pixels, with their values; several such series stand beside each other.</summary>
    private IEnumerable<(int Index, Box Bar, double Value)> BarsOf(Series series)
    {
        var groups = figure.Series.Where(s => s.Kind == SeriesKind.Bars).ToList();
        var slot = layout.BarSlot * Plot.Width / (layout.X.Max - layout.X.Min) * (groups.Count > 1 || series.Categories is not null ? 0.8 : 0.96);
        var width = slot / groups.Count;
        var floor = layout.Y.Shows(0) ? Math.Clamp(PixelY(0), Plot.Top, Plot.Bottom) : Plot.Bottom;
        for (var i = 0; i < series.Y.Length; i++)
        {
            if (Shows(series, i))
            {
                var (left, top) = (PixelX(series.X[i]) - (slot / 2) + (groups.IndexOf(series) * width), PixelY(series.Y[i]));
                yield return (i, new Box(left, Math.Min(top, floor), Math.Max(width - 1, 0.5), Math.Abs(floor - top)), series.Y[i]);
            }
        }
    }

    private void DrawBars(Series series, string colour)
    {
        foreach (var (i, bar, _) in BarsOf(series))
        {
            svg.Rectangle(bar, colour, Tip(series, i));
        }
    }

    /// <summary>Few bars carry their numbers, where these fit.</summary>
    private void DrawBarNumbers()
    {
        var series = figure.Series.Where(s => s.Kind == SeriesKind.Bars).ToList();
        var bars = series.SelectMany(BarsOf).Select(b => (b.Bar, b.Value, Text: Number.Format(b.Value, 3))).ToList();
        if (bars.Count > 24 || bars.Exists(b => TextWidth.Of(b.Text, 11) > b.Bar.Width + 6))
        {
            return;
        }

        foreach (var (bar, value, text) in bars.Where(b => b.Bar.Top >= Plot.Top && b.Bar.Bottom <= Plot.Bottom))
        {
            svg.Text(text, bar.Left + (bar.Width / 2), value >= 0 ? bar.Top - 4 : bar.Bottom + 12, "middle", 11, kind: "ink");
        }
    }

    private void DrawHeatmap(Series series)
    {
        var (rows, columns) = (series.Rows.Length, series.Rows[0].Length);
        if (rows * columns > MostCells)
        {
            svg.Image(Plot, Png.Write(columns, [.. series.Rows.SelectMany(r => r).SelectMany(Pixel)]));
            return;
        }

        var (height, width) = (Plot.Height / rows, Plot.Width / columns);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                DrawCell(series.Rows[row][column], row, column, new Box(Plot.Left + (column * width), Plot.Top + (row * height), width, height));
            }
        }
    }

    /// <summary>The colour of a cell; a value that is not finite has none.</summary>
    private byte[] Pixel(double value)
    {
        var (red, green, blue) = double.IsFinite(value) ? HeatmapColours.Mix(layout.HeatShare(value)) : default;
        return [red, green, blue, (byte)(double.IsFinite(value) ? 255 : 0)];
    }

    private void DrawCell(double value, int row, int column, Box box)
    {
        var (rowName, columnName) = (layout.YNames?[row] ?? Number.Format((long)row), layout.XNames?[column] ?? Number.Format((long)column));
        var tip = tips ? $"{figure.Y.Name} {rowName}, {figure.X.Name} {columnName}: {Number.Format(value)}" : "";
        if (!double.IsFinite(value))
        {
            svg.Rectangle(box, Grid, tip, "empty", crisp: true);
            return;
        }

        var (colour, isDark) = HeatmapColours.At(layout.HeatShare(value));
        svg.Rectangle(box, colour, tip, crisp: true);
        if (layout.WritesCells)
        {
            svg.Text(Number.Format(value, 2), box.Left + (box.Width / 2), box.Top + (box.Height / 2) + 4, "middle", colour: isDark ? "#ffffff" : "#000000");
        }
    }

    private void DrawLinesAndLabels()
    {
        var placer = new LabelPlacer(new Box(Plot.Left + 2, Plot.Top - 4, Plot.Width - 4, Plot.Height + 4));
        foreach (var series in figure.Series.Where(s => s.Kind is SeriesKind.Line or SeriesKind.Points))
        {
            KeepClear(series, placer);
        }

        foreach (var line in figure.Lines)
        {
            placer.Keep(line.IsHorizontal
                ? new Box(Plot.Left, PixelY(line.Value) - 1, Plot.Width, 2)
                : new Box(PixelX(line.Value) - 1, Plot.Top, 2, Plot.Height));
        }

        foreach (var line in figure.Lines)
        {
            DrawLine(line, placer);
        }

        foreach (var series in figure.Series)
        {
            for (var i = 0; i < Math.Min(series.Labels?.Count ?? 0, series.Y.Length); i++)
            {
                if (Shows(series, i) && series.Labels![i].Length > 0)
                {
                    var (x, y, width) = (PixelX(series.X[i]), PixelY(series.Y[i]), TextWidth.Of(series.Labels[i], 12));
                    var box = placer.Place(series.Labels[i], (x + 7, y - 8), (x - 7 - width, y - 8), (x - (width / 2), y - 20), (x - (width / 2), y + 6),
                        (x + 4, y - 21), (x - 4 - width, y - 21), (x + 4, y + 7), (x - 4 - width, y + 7));
                    svg.TextWithHalo(series.Labels[i], box.Left, box.Top + 11);
                }
            }
        }

        if (figure.Series[0].Kind == SeriesKind.Heatmap)
        {
            DrawColourBar(figure.Series[0]);
        }
        else if (!figure.Series.Any(s => Enumerable.Range(0, s.Y.Length).Any(i => Shows(s, i))))
        {
            svg.Text("no finite value to show", Plot.Left + (Plot.Width / 2), Plot.Top + (Plot.Height / 2), "middle", 14);
        }
    }

    /// <summary>Keeps labels off the points, and off a curve at every few pixels of its way.</summary>
    private void KeepClear(Series series, LabelPlacer placer)
    {
        const double Step = 6;
        for (var i = 0; i < series.Y.Length; i++)
        {
            if (!Shows(series, i))
            {
                continue;
            }

            var (x, y) = (PixelX(series.X[i]), PixelY(series.Y[i]));
            var place = new Box(x - 3, y - 3, 6, 6);
            if (series.Kind == SeriesKind.Points)
            {
                placer.KeepMarker(place);
                continue;
            }

            placer.Keep(place);
            if (i > 0 && Shows(series, i - 1))
            {
                var (dx, dy) = (PixelX(series.X[i - 1]) - x, PixelY(series.Y[i - 1]) - y);
                var pieces = (int)Math.Min(200, Math.Max(Math.Abs(dx), Math.Abs(dy)) / Step);
                for (var p = 1; p < pieces; p++)
                {
                    placer.Keep(new Box(x + (dx * p / pieces) - 1, y + (dy * p / pieces) - 1, 2, 2));
                }
            }
        }
    }

    private void DrawLine(ReferenceLine line, LabelPlacer placer)
    {
        var at = line.IsHorizontal ? PixelY(line.Value) : PixelX(line.Value);
        var label = TextWidth.Fit(line.Label, Plot.Width - 12, 12);
        var width = TextWidth.Of(label, 12);
        if (line.IsHorizontal && at >= Plot.Top && at <= Plot.Bottom)
        {
            svg.Line("rule", Ink, Plot.Left, at, Plot.Right, at, 1.2, "4 3");
            var box = placer.Place(label, (Plot.Right - width - 6, at - 17), (Plot.Right - width - 6, at + 3), (Plot.Left + 6, at - 17), (Plot.Left + 6, at + 3),
                (Plot.Left + ((Plot.Width - width) / 2), at - 17), (Plot.Left + (Plot.Width / 4), at - 17), (Plot.Left + (Plot.Width / 4), at + 3));
            svg.TextWithHalo(label, box.Left, box.Top + 11);
        }
        else if (!line.IsHorizontal && at >= Plot.Left && at <= Plot.Right)
        {
            svg.Line("rule", Ink, at, Plot.Top, at, Plot.Bottom, 1.2, "4 3");
            var box = placer.Place(label, (at + 5, Plot.Top + 2), (at - 5 - width, Plot.Top + 2), (at + 5, Plot.Top + 18), (at - 5 - width, Plot.Top + 18),
                (at + 5, Plot.Bottom - 18), (at - 5 - width, Plot.Bottom - 18));
            svg.TextWithHalo(label, box.Left, box.Top + 11);
        }
    }

    private void DrawColourBar(Series series)
    {
        const int Steps = 40;
        var (left, height) = (Plot.Right + 14, Plot.Height / Steps);
        for (var i = 0; i < Steps; i++)
        {
            svg.Rectangle(new Box(left, Plot.Bottom - ((i + 1) * height), 14, height + 0.3), HeatmapColours.At((i + 0.5) / Steps).Colour, crisp: true);
        }

        foreach (var tick in layout.HeatTicks)
        {
            svg.Text(tick.Label, left + 19, Plot.Bottom - (layout.HeatShare(tick.Value) * Plot.Height) + 4);
        }

        svg.Text(TextWidth.Fit(series.Name, Plot.Height, 13), Width - 12, Plot.Top + (Plot.Height / 2), "middle", 13, kind: "ink", rotate: 90);
    }
}
