using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests;

/// <summary>Tiny models and batches for tests.</summary>
internal static class TestModels
{
    public static GptConfig Tiny { get; } = new()
    {
        VocabularySize = 17,
        ContextLength = 12,
        Layers = 2,
        Heads = 2,
        EmbeddingSize = 16,
    };

    public static GptConfig Modern { get; } = Tiny with
    {
        Positions = PositionKind.Rotary,
        Norm = NormKind.RmsNorm,
        Activation = ActivationKind.SwiGlu,
        QueryKeyNorm = true,
        TiedHead = false,
    };

    public static TheoryData<GptConfig> Variants => new(
        Tiny,
        Tiny with { Bias = true },
        Tiny with { Activation = ActivationKind.SquaredRelu, Positions = PositionKind.Rotary },
        Tiny with { FeedForwardSize = 20, TiedHead = false },
        Modern with { TokenShift = 0.25 },
        Modern,
        Modern with { Bias = true, Norm = NormKind.LayerNorm });

    public static Tensor RandomTokens(GptConfig config, int batch, int length, long seed = 7)
    {
        using var generator = new Generator((ulong)seed);
        return randint(0, config.VocabularySize, [batch, length], dtype: int64, generator: generator);
    }
}
