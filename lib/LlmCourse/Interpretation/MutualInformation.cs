using LlmCourse.Runtime;

namespace LlmCourse.Interpretation;

/// <summary>
/// How much one label tells about another, in bits: Σ p(x, y)·log₂(p(x, y) / (p(x)·p(y))). 0 where they have nothing to do with each other.
/// (Shannon 1948; chapter 09.)
/// </summary>
public static class MutualInformation
{
    /// <summary>Between two labels of the same things, from how often they meet.</summary>
    /// <exception cref="ArgumentException">There are no labels, or not equally many.</exception>
    public static double Bits(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        if (first.Count != second.Count || first.Count == 0)
        {
            throw new ArgumentException($"Both labels are needed for each thing, but there are {first.Count} and {second.Count}.");
        }

        double total = first.Count;
        var (firsts, seconds) = (first.CountBy(x => x).ToDictionary(), second.CountBy(y => y).ToDictionary());
        return first.Zip(second).CountBy(pair => pair)
            .Sum(met => met.Value / total * Math.Log2(met.Value * total / ((double)firsts[met.Key.First] * seconds[met.Key.Second])));
    }

    /// <summary>
    /// The same when the second label is dealt out at random: what chance alone gives with so few things, and so the measure for
    /// <see cref="Bits"/>. Mean of several deals.
    /// </summary>
    public static double ShuffledBits(IReadOnlyList<int> first, IReadOnlyList<int> second, int seed = 42, int times = 5)
    {
        var (random, shuffled) = (new SeededRandom(seed), second.ToArray());
        return Enumerable.Range(0, times).Average(_ =>
        {
            random.Shuffle<int>(shuffled);
            return Bits(first, shuffled);
        });
    }
}
