using System.Numerics;

namespace LlmCourse.Display;

/// <summary>
/// One series of a figure. Series with the same name share a colour and a line in the legend: points and the curve fitted to
/// them, a mean and the band around it. A value that is not a number leaves a gap.
/// </summary>
public sealed record Series
{
    private Series(SeriesKind kind, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Kind, Name) = (kind, name);
    }

    /// <summary>The name in the legend.</summary>
    public string Name { get; }

    /// <summary>The number of the colour, from 0; null to take the next free one.</summary>
    public int? Colour { get; init; }

    /// <summary>A short text beside each point; only for <see cref="Points{TX, TY}(string, IEnumerable{TX}, IEnumerable{TY})"/>.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    internal SeriesKind Kind { get; }

    /// <summary>The positions; empty where the categories of the axis give them.</summary>
    internal double[] X { get; private init; } = [];

    /// <summary>The values; the lower edge of a band.</summary>
    internal double[] Y { get; private init; } = [];

    /// <summary>The upper edge of a band.</summary>
    internal double[] High { get; private init; } = [];

    /// <summary>The names of the bars; null for bars at numbers.</summary>
    internal string[]? Categories { get; private init; }

    /// <summary>The rows of a heatmap.</summary>
    internal double[][] Rows { get; private init; } = [];

    /// <summary>A curve through the points, in their order.</summary>
    public static Series Line<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y) where TX : INumber<TX> where TY : INumber<TY> =>
        OfPoints(SeriesKind.Line, name, Doubles(x), Doubles(y));

    /// <summary>A curve through the values at 0, 1, 2, …</summary>
    public static Series Line<TY>(string name, IEnumerable<TY> y) where TY : INumber<TY> => OfPoints(SeriesKind.Line, name, null, Doubles(y));

    /// <summary>A curve through pairs of numbers.</summary>
    public static Series Line<TX, TY>(string name, IEnumerable<(TX X, TY Y)> points) where TX : INumber<TX> where TY : INumber<TY>
    {
        var pairs = points.ToArray();
        return Line(name, pairs.Select(p => p.X), pairs.Select(p => p.Y));
    }

    /// <summary>Single points.</summary>
    public static Series Points<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y) where TX : INumber<TX> where TY : INumber<TY> =>
        OfPoints(SeriesKind.Points, name, Doubles(x), Doubles(y));

    /// <summary>Single points at 0, 1, 2, …</summary>
    public static Series Points<TY>(string name, IEnumerable<TY> y) where TY : INumber<TY> => OfPoints(SeriesKind.Points, name, null, Doubles(y));

    /// <summary>Single points from pairs of numbers.</summary>
    public static Series Points<TX, TY>(string name, IEnumerable<(TX X, TY Y)> points) where TX : INumber<TX> where TY : INumber<TY>
    {
        var pairs = points.ToArray();
        return Points(name, pairs.Select(p => p.X), pairs.Select(p => p.Y));
    }

    /// <summary>Bars, each with a name; several such series stand beside each other.</summary>
    public static Series Bars<TY>(string name, IEnumerable<string> categories, IEnumerable<TY> values) where TY : INumber<TY>
    {
        string[] names = [.. categories];
        if (names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException($"The bars '{name}' have two categories of the same name; give each its own.", nameof(categories));
        }

        return OfPoints(SeriesKind.Bars, name, [.. Enumerable.Range(0, names.Length)], Doubles(values), "categories") with { Categories = names };
    }

    /// <summary>Bars at numbers, like the bins of a histogram.</summary>
    public static Series Bars<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> values) where TX : INumber<TX> where TY : INumber<TY> =>
        OfPoints(SeriesKind.Bars, name, Doubles(x), Doubles(values));

    /// <summary>The area between two curves, like an interval around a mean.</summary>
    public static Series Band<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> low, IEnumerable<TY> high)
        where TX : INumber<TX> where TY : INumber<TY>
    {
        var band = OfPoints(SeriesKind.Band, name, Doubles(x), Doubles(low));
        var top = Doubles(high);
        return top.Length == band.Y.Length
            ? band with { High = top }
            : throw new ArgumentException($"The band '{name}' has {band.Y.Length} low and {top.Length} high values; give as many of the one as of the other.");
    }

    /// <summary>A colour for each cell of a table of numbers, the first row on top; the name says what the colours measure.</summary>
    public static Series Heatmap<T>(string name, IEnumerable<IEnumerable<T>> rows) where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[][] values = [.. rows.Select(Doubles)];
        if (values.Length == 0 || values[0].Length == 0)
        {
            throw new ArgumentException($"The heatmap '{name}' has no cells; give at least one row with one value.", nameof(rows));
        }

        return Array.TrueForAll(values, r => r.Length == values[0].Length)
            ? new Series(SeriesKind.Heatmap, name) { Rows = values }
            : throw new ArgumentException($"The rows of the heatmap '{name}' have different lengths; give each {values[0].Length} values.", nameof(rows));
    }

    /// <summary>A colour for each cell of a table of numbers, the first row on top; the name says what the colours measure.</summary>
    public static Series Heatmap<T>(string name, T[,] cells) where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(cells);
        return Heatmap(name, Enumerable.Range(0, cells.GetLength(0)).Select(r => Enumerable.Range(0, cells.GetLength(1)).Select(c => cells[r, c])));
    }

    private static Series OfPoints(SeriesKind kind, string name, double[]? x, double[] y, string positions = "x values")
    {
        if (y.Length == 0)
        {
            throw new ArgumentException($"The series '{name}' is empty; give it at least one value, or leave it out.");
        }

        x ??= [.. Enumerable.Range(0, y.Length)];
        return x.Length == y.Length
            ? new Series(kind, name) { X = x, Y = y }
            : throw new ArgumentException($"The series '{name}' has {x.Length} {positions} and {y.Length} y values; give as many of the one as of the other.");
    }

    private static double[] Doubles<T>(IEnumerable<T> values) where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. values.Select(double.CreateChecked)];
    }
}
