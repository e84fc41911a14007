using System.Globalization;
using LlmCourse.Display.Text;

namespace LlmCourse.Display.Drawing;

/// <summary>Lays the values of an axis out on a length: linearly, by logarithm, or as categories at 0, 1, 2, …</summary>
internal sealed class Scale
{
    private readonly bool log;
    private readonly double low;
    private readonly double high;
    private readonly IReadOnlyList<string>? categories;

    private Scale(bool log, double low, double high, IReadOnlyList<string>? categories) =>
        (this.log, this.low, this.high, this.categories) = (log, low, high, categories);

    /// <summary>The value at the start of the axis.</summary>
    public double Min => Value(low);

    /// <summary>The value at the end of the axis.</summary>
    public double Max => Value(high);

    /// <summary>A scale for the values that must be seen, with a little room around them where the axis does not say where it ends.</summary>
    public static Scale For(Axis axis, IEnumerable<double> values, double room = 0.04, bool fromZero = false)
    {
        if (axis.Categories is { } categories)
        {
            return new Scale(false, -0.5, categories.Count - 0.5, categories);
        }

        double Inner(double value) => axis.Log ? Math.Log10(value) : value;
        double[] seen = [.. values.Select(Inner).Where(double.IsFinite)];
        var (low, high) = seen.Length == 0 ? (0, 1) : (seen.Min(), seen.Max());
        fromZero &= !axis.Log;
        if (fromZero)
        {
            (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        }

        if (high - low <= Math.Abs(high) * 1e-12)
        {
            var spread = axis.Log ? 0.5 : Math.Abs(high) > 0 ? Math.Abs(high) * 0.1 : 1;
            (low, high) = (low - spread, high + spread);
        }

        var around = (high - low) * room;
        (low, high) = (low - (fromZero && low == 0 ? 0 : around), high + (fromZero && high == 0 ? 0 : around));
        low = axis.Min is { } min && double.IsFinite(Inner(min)) ? Inner(min) : low;
        high = axis.Max is { } max && double.IsFinite(Inner(max)) ? Inner(max) : high;
        return low < high
            ? new Scale(axis.Log, low, high, null)
            : throw new InvalidOperationException(
                $"The axis '{axis.Name}' runs from {axis.Min?.ToString(CultureInfo.InvariantCulture) ?? "its least value"} to {axis.Max?.ToString(CultureInfo.InvariantCulture) ?? "its greatest value"}, which leaves no room; give Min and Max with Min < Max.");
    }

    /// <summary>Where a value lies, as a share of the length from the start; not finite for a value that the axis cannot show.</summary>
    public double At(double value) => ((log ? Math.Log10(value) : value) - low) / (high - low);

    /// <summary>True when the value can be drawn.</summary>
    public bool Shows(double value) => double.IsFinite(At(value));

    /// <summary>About as many ticks as asked for, at round values within the axis.</summary>
    public IReadOnlyList<Tick> Ticks(int about)
    {
        if (categories is not null)
        {
            return [.. categories.Select((name, i) => new Tick(i, name))];
        }

        return log ? LogTicks(about) : LinearTicks(low, high, about);
    }

    private static List<Tick> LinearTicks(double low, double high, int about)
    {
        var step = NiceStep(high - low, Math.Max(2, about));
        var ticks = new List<double>();
        var first = Math.Ceiling((low / step) - 1e-9);
        for (var i = 0; ((first + i) * step) <= high + (step * 1e-9) && i < 100; i++)
        {
            ticks.Add((first + i) * step);
        }

        return [.. ticks.Select(t => new Tick(t, LinearLabel(Math.Abs(t) < step * 1e-9 ? 0 : t, step, Math.Max(Math.Abs(low), Math.Abs(high)))))];
    }

    /// <summary>Of the round steps, the one that comes nearest to the number of ticks asked for.</summary>
    private static double NiceStep(double length, int about)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(length / about)));
        return ((double[])[1, 2, 5, 10]).Select(f => f * power).MinBy(step => Math.Abs(Math.Log(length / step / about)));
    }

    private static string LinearLabel(double value, double step, double largest)
    {
        if (largest >= 1e15 || step < 1e-6)
        {
            return Number.Format(value, 3);
        }

        var (divisor, letter) = largest switch { >= 1e12 => (1e12, "T"), >= 1e9 => (1e9, "B"), >= 1e6 => (1e6, "M"), _ => (1, "") };
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step / divisor) + 1e-9));
        var text = (value / divisor).ToString("#,##0" + (decimals > 0 ? "." + new string('0', decimals) : ""), CultureInfo.InvariantCulture);
        return (value == 0 ? "0" : text + letter).Replace('-', '−');
    }

    private List<Tick> LogTicks(int about)
    {
        var decades = high - low;
        int[] multiples = decades > 3 ? [1] : decades > 1.2 ? [1, 2, 5] : [1, 2, 3, 4, 5, 7];
        var every = Math.Max(1, (int)Math.Ceiling((decades / Math.Max(2, about)) - 0.3));
        var labelled = new List<double>();
        var small = new List<double>();
        for (var exponent = (int)Math.Floor(low); exponent <= Math.Ceiling(high); exponent++)
        {
            for (var m = 1; m <= 9; m++)
            {
                var value = m * Math.Pow(10, exponent);
                if (Math.Log10(value) < low - 1e-9 || Math.Log10(value) > high + 1e-9)
                {
                    continue;
                }

                if (multiples.Contains(m) && exponent % every == 0)
                {
                    labelled.Add(value);
                }
                else if (decades <= 4 || m == 1)
                {
                    small.Add(value);
                }
            }
        }

        if (labelled.Count < 3 && decades < 2)
        {
            return LinearTicks(Min, Max, about);
        }

        var asPowers = labelled[^1] > 1e5 || labelled[0] < 1e-3;
        return [.. labelled.Select(t => new Tick(t, LogLabel(t, asPowers))), .. small.Select(t => new Tick(t, ""))];
    }

    private static string LogLabel(double value, bool asPower)
    {
        if (!asPower)
        {
            return Number.Format(value, 1);
        }

        var exponent = (int)Math.Floor(Math.Log10(value) + 1e-9);
        var factor = (int)Math.Round(value / Math.Pow(10, exponent));
        return (factor == 1 ? "10" : $"{factor}·10") + Number.Superscript(exponent);
    }

    private double Value(double inner) => log ? Math.Pow(10, inner) : inner;
}
