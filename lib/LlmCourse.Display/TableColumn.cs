using System.Globalization;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>One column of a table: its header, its values, and how they are written.</summary>
internal sealed class TableColumn(string header, IReadOnlyList<object?> values)
{
    private const int MostText = 200;

    /// <summary>The name by which the column is found: that of its property, or its first header.</summary>
    public string Name { get; init; } = header;

    public string Header { get; set; } = header;

    public int? Decimals { get; set; }

    public IReadOnlyList<object?> Values { get; } = values;

    public bool IsNumeric { get; } = values.Any(v => v is not null) && values.All(v => v is null || IsNumber(v));

    /// <summary>The cells as text.</summary>
    public string[] Format()
    {
        if (!IsNumeric)
        {
            return [.. Values.Select(FormatOther)];
        }

        double?[] numbers = [.. Values.Select(v => v is null ? (double?)null : Convert.ToDouble(v, CultureInfo.InvariantCulture))];
        double[] sizes = [.. numbers.OfType<double>().Where(n => double.IsFinite(n) && n != 0).Select(Math.Abs).Order()];
        if (sizes.Length == 0)
        {
            return [.. numbers.Select(n => n is { } only ? Number.Format(only) : "")];
        }

        if (Decimals is null && (sizes[^1] >= 1e15 || sizes[0] < 1e-4 || sizes[^1] / sizes[0] > 1e7) && !Array.TrueForAll(sizes, s => s == Math.Truncate(s) && s < 1e15))
        {
            return [.. numbers.Select(n => n is { } wide ? Number.Format(wide) : "")];
        }

        var format = "#,##0" + (DecimalsOf(sizes) is var decimals and > 0 ? "." + new string('0', decimals) : "");
        return [.. numbers.Select(n => n is { } number ? (double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : Number.Format(number)) : "")];
    }

    private static bool IsNumber(object value) =>
        value is double or float or Half or decimal or int or long or short or byte or sbyte or uint or ulong or ushort;

    private static string FormatOther(object? value) => value switch
    {
        null => "",
        bool yes => yes ? "yes" : "no",
        _ when IsNumber(value) => Number.Format(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        string text => Cut(text),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => Cut(value.ToString() ?? ""),
    };

    private static string Cut(string text)
    {
        var line = text.ReplaceLineEndings("↵");
        return line.Length <= MostText ? line : line[..(MostText - 1)] + "…";
    }

    /// <summary>Four significant digits for the middle value, and no decimal that is zero in all of them.</summary>
    private int DecimalsOf(double[] sizes)
    {
        if (Decimals is { } asked)
        {
            return asked;
        }

        var most = Math.Clamp(3 - (int)Math.Floor(Math.Log10(sizes[sizes.Length / 2])), 0, 7);
        var needed = 0;
        foreach (var size in sizes)
        {
            var text = size.ToString("0." + new string('#', most), CultureInfo.InvariantCulture);
            needed = Math.Max(needed, text.Contains('.') ? text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1 : 0);
        }

        return needed;
    }
}
