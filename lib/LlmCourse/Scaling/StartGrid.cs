namespace LlmCourse.Scaling;

/// <summary>
/// Where the search begins: every combination of a few values, 4,500 in all (Hoffmann et al. 2022, appendix D.3). The surface has many
/// flat places where a search may end; the lowest of many ends is the fit.
/// </summary>
internal static class StartGrid
{
    private static readonly double[] Heights = [0, 5, 10, 15, 20, 25];    // log A, log B
    private static readonly double[] Entropies = [-1, -0.5, 0, 0.5, 1];   // log E
    private static readonly double[] Exponents = [0, 0.5, 1, 1.5, 2];

    private static readonly ChinchillaLaw[] All =
    [
        .. from alpha in Exponents
           from beta in Exponents
           from e in Entropies
           from a in Heights
           from b in Heights
           select new ChinchillaLaw(Math.Exp(e), Math.Exp(a), Math.Exp(b), alpha, beta),
    ];

    /// <summary>So many of the starts, evenly spread; all of them at most.</summary>
    /// <exception cref="ArgumentException">Fewer than one is asked for.</exception>
    public static IEnumerable<ChinchillaLaw> Some(int count)
    {
        count = count >= 1 ? Math.Min(count, All.Length) : throw new ArgumentException($"A fit needs one search at least; {count} were asked for.");
        return Enumerable.Range(0, count).Select(i => All[(int)((i + 0.5) * All.Length / count)]);
    }
}
