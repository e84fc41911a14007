namespace LlmCourse.Evaluation;

/// <summary>
/// How sudden a curve is. Two measures: the course's own, which is asked for half of the change, and BIG-bench's, which is asked for the
/// usual step. Both depend on the axis that the curve is drawn over, so say which it was. (Chapter 08.)
/// </summary>
public static class Sharpness
{
    /// <summary>
    /// How many times faster than a straight line the curve goes through half of its change: half of the axis, over the shortest stretch of it
    /// in which half of the curve's range lies. 1 is a straight line, 10 means that a twentieth of the axis was enough. Between two points the curve is a
    /// line, so that no value can exceed what the distance of the points allows.
    /// </summary>
    /// <param name="x">Where the curve was measured, rising.</param>
    /// <param name="y">What was measured there.</param>
    /// <exception cref="ArgumentException">There are fewer than three points, not equally many values, or x does not rise.</exception>
    public static double Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Require(x, y);
        var half = (y.Max() - y.Min()) / 2;
        return half == 0 ? 1 : (x[^1] - x[0]) / 2 / ShortestStretch(x, y, half);
    }

    /// <summary>
    /// The breakthroughness of BIG-bench: the curve's range over the root of its median squared step. A straight line of n points has n − 1. Where more
    /// than half of the steps are zero it is infinite, which is its weakness. (Srivastava et al. 2022, appendix B; the "emergence score"
    /// of Schaeffer et al. 2023, section 4.)
    /// </summary>
    /// <exception cref="ArgumentException">There are fewer than three values.</exception>
    public static double Breakthroughness(IReadOnlyList<double> y)
    {
        Require([.. Enumerable.Range(0, y.Count).Select(i => (double)i)], y);
        double[] steps = [.. y.Skip(1).Zip(y, (next, last) => Math.Abs(next - last)).Order()];
        var median = (steps[steps.Length / 2] + steps[(steps.Length - 1) / 2]) / 2;
        var range = y.Max() - y.Min();
        var rises = y.ToList().IndexOf(y.Max()) > y.ToList().IndexOf(y.Min());
        return range == 0 ? 0 : (rises ? range : -range) / median;
    }

    /// <summary>
    /// The shortest stretch of x over which y changes by so much. One of its ends can be moved to a point of the curve without making it
    /// longer, so that it is enough to start at each point, forward and backward, and to find where the change is complete.
    /// </summary>
    private static double ShortestStretch(IReadOnlyList<double> x, IReadOnlyList<double> y, double change)
    {
        double[] back = [.. x.Reverse().Select(place => -place)];
        double[] mirrored = [.. y.Reverse()];
        return Enumerable.Range(0, x.Count).Min(i => Math.Min(StretchFrom(x, y, i, change), StretchFrom(back, mirrored, i, change)));
    }

    private static double StretchFrom(IReadOnlyList<double> x, IReadOnlyList<double> y, int start, double change)
    {
        for (var i = start + 1; i < x.Count; i++)
        {
            var (before, after) = (y[i - 1] - y[start], y[i] - y[start]);
            if (Math.Abs(after) >= change)
            {
                var goal = Math.Sign(after) * change;
                return x[i - 1] + ((x[i] - x[i - 1]) * (goal - before) / (after - before)) - x[start];
            }
        }

        return double.PositiveInfinity;
    }

    private static void Require(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count < 3 || x.Count != y.Count || x.Zip(x.Skip(1)).Any(pair => pair.Second <= pair.First))
        {
            throw new ArgumentException($"Sharpness needs at least three points whose x rises, and a value at each, but there are {x.Count} places and {y.Count} values.");
        }
    }
}
