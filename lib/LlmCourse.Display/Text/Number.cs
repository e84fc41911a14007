using System.Globalization;

namespace LlmCourse.Display.Text;

/// <summary>Writes numbers as a reader wants them: few digits, thousands apart, the same in every culture.</summary>
internal static class Number
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Four significant digits unless told otherwise; whole numbers completely; very large and small ones as powers of ten.</summary>
    public static string Format(double value, int digits = 4)
    {
        var size = Math.Abs(value);
        return value switch
        {
            double.NaN => "not a number",
            double.PositiveInfinity => "infinite",
            double.NegativeInfinity => "−infinite",
            0 => "0",
            _ when size >= 1e15 || size < 1e-4 => Power(value, digits),
            _ when value == Math.Truncate(value) => value.ToString("#,##0", Invariant),
            _ => Round(value, digits),
        };
    }

    /// <summary>Whole numbers with thousands apart.</summary>
    public static string Format(long value) => value.ToString("#,##0", Invariant);

    /// <summary>As many decimals as the digits ask for, and none that are only zeros.</summary>
    private static string Round(double value, int digits)
    {
        var decimals = Math.Max(0, digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value))));
        return value.ToString(decimals == 0 ? "#,##0" : "#,##0." + new string('#', decimals), Invariant);
    }

    private static string Power(double value, int digits)
    {
        var text = value.ToString($"E{digits - 1}", Invariant);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = text[..at].Contains('.') ? text[..at].TrimEnd('0').TrimEnd('.') : text[..at];
        var exponent = Superscript(int.Parse(text[(at + 1)..], Invariant));
        return mantissa is "1" ? $"10{exponent}" : $"{mantissa}·10{exponent}";
    }

    /// <summary>An exponent in raised digits: -4 → ⁻⁴.</summary>
    public static string Superscript(int exponent) =>
        string.Concat(exponent.ToString(Invariant).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
