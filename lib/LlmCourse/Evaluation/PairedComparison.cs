using LlmCourse.Runtime;

namespace LlmCourse.Evaluation;

/// <summary>
/// Two models on the same examples. What is easy for both or hard for both cancels out, so that a difference shows which two separate
/// intervals would hide. (Efron 1979; Fisher 1935, the permutation test; chapter 08.)
/// </summary>
/// <param name="Difference">Mean of the second model's scores minus the first's, with its interval.</param>
/// <param name="Higher">Examples on which the second model's score is the higher one.</param>
/// <param name="Lower">Examples on which it is the lower one.</param>
/// <param name="Chance">
/// How often a difference at least as large would come about if it were a coin's toss which score belongs to which model (p-value).
/// </param>
public sealed record PairedComparison(Estimate Difference, int Higher, int Lower, double Chance)
{
    private const int Tosses = 2000;

    /// <summary>Compares two models by a metric; answer i of both belongs to the same prompt.</summary>
    /// <exception cref="ArgumentException">The numbers of answers differ, or there are none.</exception>
    public static PairedComparison Of(IMetric metric, IReadOnlyList<Answer> first, IReadOnlyList<Answer> second, int seed = 42) =>
        Of([.. first.Select(metric.Score)], [.. second.Select(metric.Score)], seed);

    /// <summary>Compares two models by their scores; score i of both belongs to the same example.</summary>
    /// <exception cref="ArgumentException">The numbers of scores differ, or there are none.</exception>
    public static PairedComparison Of(IReadOnlyList<double> first, IReadOnlyList<double> second, int seed = 42)
    {
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"A paired comparison needs a score of each model on every example, but there are {first.Count} and {second.Count}.");
        }

        double[] differences = [.. second.Zip(first, (a, b) => a - b)];
        return new PairedComparison(
            Bootstrap.Mean(differences, seed), differences.Count(d => d > 0), differences.Count(d => d < 0), ChanceOf(differences, seed));
    }

    /// <summary>The share of coin tosses, this one included, whose difference is at least as large.</summary>
    private static double ChanceOf(double[] differences, int seed)
    {
        var (random, measured, asLarge) = (new SeededRandom(seed), Math.Abs(differences.Sum()), 1);
        for (var toss = 0; toss < Tosses; toss++)
        {
            var sum = differences.Sum(difference => random.NextInt32(2) == 0 ? difference : -difference);
            asLarge += Math.Abs(sum) >= measured - 1e-12 ? 1 : 0;
        }

        return (double)asLarge / (Tosses + 1);
    }
}
