using BenchmarkDotNet.Attributes;
using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Benchmarks;

/// <summary>One layer of 16 experts, forward and backward: each looks for its tokens, or they are sorted, in libtorch's operations or in plain memory.</summary>
public class ExpertDispatchBenchmarks
{
    private readonly MixtureOfExperts loop = Create(ExpertDispatch.Loop);
    private readonly MixtureOfExperts batched = Create(ExpertDispatch.Batched, fast: false);
    private readonly MixtureOfExperts fast = Create(ExpertDispatch.Batched);
    private Tensor? x;

    /// <summary>Tokens in the batch.</summary>
    [Params(512, 4096)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void SetUp() => x = randn([Tokens / 64, 64, 64]).requires_grad_();

    [Benchmark(Baseline = true)]
    public void Loop() => Pass(loop);

    [Benchmark]
    public void Batched() => Pass(batched);

    [Benchmark]
    public void Fast() => Pass(fast);

    [GlobalCleanup]
    public void CleanUp()
    {
        loop.Dispose();
        batched.Dispose();
        fast.Dispose();
        x?.Dispose();
    }

    private static MixtureOfExperts Create(ExpertDispatch dispatch, bool fast = true)
    {
        var config = GptConfig.ShakespeareChar with
        {
            EmbeddingSize = 64,
            Activation = ActivationKind.SquaredRelu,
            Experts = new ExpertOptions { Count = 16, Active = 2, Size = 64, Dispatch = dispatch },
        };
        return new MixtureOfExperts(config) { UseFastKernels = fast };
    }

    private void Pass(MixtureOfExperts mixture)
    {
        using var scope = NewDisposeScope();
        mixture.call(x!).sum().backward();
    }
}
