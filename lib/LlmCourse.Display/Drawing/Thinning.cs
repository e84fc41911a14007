namespace LlmCourse.Display.Drawing;

/// <summary>
/// Leaves out the points of a long curve that nobody could tell apart: of all that fall on one column of pixels it keeps the first, the
/// last, the least and the greatest (M4; Jugel et al. 2014), so that the picture stays the same.
/// </summary>
internal static class Thinning
{
    /// <summary>The indices of the points to keep, in order. A curve that goes back and forth keeps them all.</summary>
    public static IReadOnlyList<int> Keep(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int columns)
    {
        if (x.Length <= 4 * columns || !IsSorted(x))
        {
            return [.. Enumerable.Range(0, x.Length)];
        }

        var kept = new SortedSet<int>();
        var perColumn = (x[^1] - x[0]) / columns;
        for (var from = 0; from < x.Length;)
        {
            var column = Math.Floor((x[from] - x[0]) / perColumn);
            var (to, least, greatest) = (from, from, from);
            for (; to < x.Length && Math.Floor((x[to] - x[0]) / perColumn) == column; to++)
            {
                least = y[to] < y[least] ? to : least;
                greatest = y[to] > y[greatest] ? to : greatest;
            }

            kept.UnionWith([from, least, greatest, to - 1]);
            from = to;
        }

        return [.. kept];
    }

    private static bool IsSorted(ReadOnlySpan<double> x)
    {
        for (var i = 1; i < x.Length; i++)
        {
            if (x[i] < x[i - 1])
            {
                return false;
            }
        }

        return x[^1] > x[0];
    }
}
