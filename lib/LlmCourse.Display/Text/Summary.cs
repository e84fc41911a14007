namespace LlmCourse.Display.Text;

/// <summary>One line about a series: where it starts and where it ends.</summary>
internal static class Summary
{
    public static string Of(Series series, Axis x, Axis y)
    {
        if (series.Kind == SeriesKind.Heatmap)
        {
            var cells = series.Rows.SelectMany(r => r).Where(double.IsFinite).ToArray();
            var range = cells.Length == 0 ? "no finite value" : $"{Number.Format(cells.Min())} to {Number.Format(cells.Max())}";
            return $"{series.Name}: {series.Rows.Length} rows of {series.Rows[0].Length}, {range}";
        }

        int[] finite = [.. Enumerable.Range(0, series.Y.Length).Where(i => double.IsFinite(series.X[i]) && double.IsFinite(series.Y[i]))];
        var name = series.Name.Length > 0 ? series.Name + ": " : "";
        if (finite.Length == 0)
        {
            return name + "no finite value";
        }

        if (series.Kind == SeriesKind.Bars && series.Categories is { } categories && finite.Length <= 12)
        {
            return name + string.Join(", ", finite.Select(i => $"{categories[i]} {Number.Format(series.Y[i])}"));
        }

        var unit = y.Unit.Length > 0 ? " " + y.Unit : "";
        string At(int i) => series.Kind == SeriesKind.Band
            ? $"{Number.Format(series.Y[i])} to {Number.Format(series.High[i])}"
            : Number.Format(series.Y[i]);
        string Place(int i) => x.Categories is { } names && series.X[i] is var at && at == (int)at && at >= 0 && at < names.Count ? names[(int)at] : Number.Format(series.X[i]);
        return finite.Length == 1
            ? $"{name}{At(finite[0])}{unit} at {x.Name} {Place(finite[0])}"
            : $"{name}{At(finite[0])} → {At(finite[^1])}{unit}, {x.Name} {Place(finite[0])} → {Place(finite[^1])}, {finite.Length} points";
    }
}
