namespace LlmCourse.Runtime;

/// <summary>
/// How nearly two lists of numbers lie on one straight line: Pearson's correlation coefficient. It is blind to their units, and to where their
/// zeros lie. (The diagnosis of a fit, chapters 08 and 11.)
/// </summary>
public static class Correlation
{
    /// <summary>
    /// From 1, where the one rises by equal steps as the other does, over 0 to -1, where it falls: the covariance over the product of the standard
    /// deviations. Not a number where one of the two does not vary.
    /// </summary>
    /// <exception cref="ArgumentException">There are fewer than two pairs, or not equally many values.</exception>
    public static double Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count || x.Count < 2)
        {
            throw new ArgumentException($"A correlation needs pairs, two at least, but there are {x.Count} and {y.Count} values.");
        }

        var (meanX, meanY) = (x.Average(), y.Average());
        var together = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return together / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }
}
