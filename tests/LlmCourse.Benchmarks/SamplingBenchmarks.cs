using BenchmarkDotNet.Attributes;
using LlmCourse.Generation;
using LlmCourse.Runtime;

namespace LlmCourse.Benchmarks;

/// <summary>From logits to the probabilities that a token is drawn from, for the vocabulary of GPT-2.</summary>
public class SamplingBenchmarks
{
    private readonly float[] logits = [.. Logits(50_257)];

    [Benchmark(Baseline = true)]
    public double[] Temperature() => TokenSampler.Probabilities(logits, new SamplingOptions { Temperature = 0.8 });

    [Benchmark]
    public double[] TopK() => TokenSampler.Probabilities(logits, new SamplingOptions { TopK = 50 });

    [Benchmark]
    public double[] TopP() => TokenSampler.Probabilities(logits, new SamplingOptions { TopP = 0.9 });

    private static IEnumerable<float> Logits(int count)
    {
        var random = new SeededRandom(5);
        return Enumerable.Range(0, count).Select(_ => random.NextInt32(1000) / 100f);
    }
}
