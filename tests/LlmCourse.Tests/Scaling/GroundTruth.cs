using LlmCourse.Runtime;
using LlmCourse.Scaling;

namespace LlmCourse.Tests.Scaling;

/// <summary>Runs of a law that is known, with luck of a known size.</summary>
internal static class GroundTruth
{
    /// <summary>A law in which the model's part and the data's part both matter, in the middle of the runs of <see cref="Grid"/>.</summary>
    public static ChinchillaLaw RandomLaw(SeededRandom random)
    {
        double Between(double low, double high) => low + ((high - low) * random.NextDouble());
        var (alpha, beta) = (Between(0.2, 0.6), Between(0.2, 0.6));
        return new ChinchillaLaw(Between(1, 3), Between(0.2, 1) * Math.Pow(2e5, alpha), Between(0.2, 1) * Math.Pow(4e6, beta), alpha, beta);
    }

    /// <summary>Seven sizes over a factor of 100, each with seven lengths of training, and one run in the middle: 50 in all.</summary>
    public static List<ScalingRun> Grid(ChinchillaLaw law, double noise, SeededRandom random)
    {
        var steps = Enumerable.Range(0, 7).Select(i => Math.Pow(100, i / 6.0)).ToList();
        var places = steps.SelectMany(n => steps.Select(d => (N: 2e4 * n, D: 4e5 * d))).Append((N: 2e5, D: 4e6));
        return [.. places.Select(place => Run(law, place.N, place.D, noise, random))];
    }

    /// <summary>240 runs like those of the figure from which Hoffmann's law was read: budgets of 1e18 to 3e21 operations, sizes of 40M to 16B.</summary>
    public static List<ScalingRun> ChinchillaRuns(ChinchillaLaw law, double noise, SeededRandom random) => [.. Enumerable.Range(0, 240).Select(_ =>
    {
        var flops = 1e18 * Math.Pow(3e3, random.NextDouble());
        var size = law.ComputeOptimal(flops).Parameters * Math.Pow(10, random.NextDouble() - 0.5);
        return Run(law, size, flops / (6 * size), noise, random);
    })];

    public static double Normal(SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static ScalingRun Run(ChinchillaLaw law, double parameters, double tokens, double noise, SeededRandom random) =>
        new(parameters, tokens, law.Loss(parameters, tokens) * Math.Exp(noise * Normal(random)));
}
