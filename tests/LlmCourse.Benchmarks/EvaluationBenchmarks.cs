using BenchmarkDotNet.Attributes;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Training;

namespace LlmCourse.Benchmarks;

/// <summary>The mean loss over 16,384 tokens, in libtorch's operations and in plain memory.</summary>
public class EvaluationBenchmarks
{
    private readonly TokenDataset data = RandomTokens.Of(GptConfig.ShakespeareChar.VocabularySize, 16_385);
    private readonly Gpt plain = new(GptConfig.ShakespeareChar) { UseFastKernels = false };
    private readonly Gpt fast = new(GptConfig.ShakespeareChar);

    [Benchmark(Baseline = true)]
    public double Plain() => MeanLoss.Measure(plain, data, plain.Config.ContextLength);

    [GlobalCleanup]
    public void CleanUp()
    {
        plain.Dispose();
        fast.Dispose();
        data.Dispose();
    }

    [Benchmark]
    public double Fast() => MeanLoss.Measure(fast, data, fast.Config.ContextLength);
}
