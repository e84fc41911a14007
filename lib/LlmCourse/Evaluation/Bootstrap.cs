using LlmCourse.Runtime;

namespace LlmCourse.Evaluation;

/// <summary>
/// The interval of a mean, whatever its numbers look like: draw as many of them again, with repetition, many times over, and see how the mean
/// moves. (Efron 1979, the percentile interval; chapter 08.)
/// </summary>
public static class Bootstrap
{
    private const int Draws = 2000;

    /// <summary>The interval of the mean of scores, one per example.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static Estimate Mean(IReadOnlyList<double> scores, int seed = 42)
    {
        if (scores.Count == 0)
        {
            throw new ArgumentException("An interval needs at least one score.");
        }

        var random = new SeededRandom(seed);
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0.0;
            for (var i = 0; i < scores.Count; i++)
            {
                sum += scores[random.NextInt32(scores.Count)];
            }

            means[draw] = sum / scores.Count;
        }

        Array.Sort(means);
        const int tail = Draws / 40; // 2.5 of 100
        return new Estimate(scores.Average(), means[tail], means[Draws - 1 - tail]);
    }
}
