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

    public static RecurrentConfig Lstm { get; } = new()
    {
        Cell = RecurrentCell.Lstm,
        VocabularySize = 17,
        ContextLength = 12,
        Layers = 2,
        EmbeddingSize = 16,
    };

    public static TheoryData<GptConfig> Variants => new(
        Tiny,
        Tiny with { Bias = true },
        Tiny with { Activation = ActivationKind.SquaredRelu, Positions = PositionKind.Rotary },
        Tiny with { FeedForwardSize = 20, TiedHead = false },
        Modern with { TokenShift = 0.25 },
        Modern,
        Modern with { Bias = true, Norm = NormKind.LayerNorm },
        Modern with { Heads = 4, KeyValueHeads = 2, QueryKeyValueBias = true },
        Modern with { Heads = 4, KeyValueHeads = 1, AttentionHeadSize = 6, QueryKeyNorm = false },
        Tiny with { Positions = PositionKind.Sinusoidal, NormPlacement = NormPlacement.Post, Bias = true },
        Tiny with { Positions = PositionKind.Alibi, Heads = 4, KeyValueHeads = 2, Activation = ActivationKind.GeluTanh },
        Tiny with { Positions = PositionKind.None },
        Tiny with { FeedForwardSize = 0, Positions = PositionKind.Rotary, TiedHead = false },
        Tiny with { FeedForwardSize = 0, NormPlacement = NormPlacement.Post, Bias = true });

    public static Tensor RandomTokens(LanguageModelConfig config, int batch, int length, long seed = 7)
    {
        using var generator = new Generator((ulong)seed);
        return randint(0, config.VocabularySize, [batch, length], dtype: int64, generator: generator);
    }
}
