namespace LlmCourse.Scaling;

/// <summary>Between which values a quantity lies, as far as the data tell. (Chapter 05.)</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High)
{
    /// <summary>True when the value lies between the ends.</summary>
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>The middle share of sorted values, with straight lines between neighbours.</summary>
    internal static ConfidenceInterval OfSorted(IReadOnlyList<double> sorted, double level) =>
        new(Quantile(sorted, (1 - level) / 2), Quantile(sorted, (1 + level) / 2));

    private static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)Math.Clamp(Math.Floor(at), 0, Math.Max(0, sorted.Count - 2));
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] == sorted[above] ? sorted[below] : sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
