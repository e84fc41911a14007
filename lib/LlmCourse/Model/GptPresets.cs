namespace LlmCourse.Model;

/// <summary>
/// The shapes of published models, all of them one and the same <see cref="Gpt"/> with other choices. Each is a starting point:
/// <c>GptPresets.SmolLM2 with { Layers = 4 }</c>. (Chapter 03.)
/// </summary>
public static class GptPresets
{
    /// <summary>GPT-2: 12 layers, 768 wide; 124M parameters (Radford et al. 2019, table 2).</summary>
    public static GptConfig Gpt2Small { get; } = new()
    {
        VocabularySize = 50_257,
        ContextLength = 1024,
        Layers = 12,
        Heads = 12,
        EmbeddingSize = 768,
        Activation = ActivationKind.GeluTanh,
        Bias = true,
    };

    /// <summary>GPT-2: 24 layers, 1024 wide; 355M parameters.</summary>
    public static GptConfig Gpt2Medium { get; } = Gpt2Small with { Layers = 24, Heads = 16, EmbeddingSize = 1024 };

    /// <summary>GPT-2: 36 layers, 1280 wide; 774M parameters.</summary>
    public static GptConfig Gpt2Large { get; } = Gpt2Small with { Layers = 36, Heads = 20, EmbeddingSize = 1280 };

    /// <summary>GPT-2: 48 layers, 1600 wide; 1558M parameters.</summary>
    public static GptConfig Gpt2XL { get; } = Gpt2Small with { Layers = 48, Heads = 25, EmbeddingSize = 1600 };

    /// <summary>Llama 2: 32 layers, 4096 wide; 6738M parameters (Touvron et al. 2023).</summary>
    public static GptConfig Llama2 { get; } = new()
    {
        VocabularySize = 32_000,
        ContextLength = 4096,
        Layers = 32,
        Heads = 32,
        EmbeddingSize = 4096,
        FeedForwardSize = 11_008,
        Positions = PositionKind.Rotary,
        Norm = NormKind.RmsNorm,
        Activation = ActivationKind.SwiGlu,
        TiedHead = false,
    };

    /// <summary>Llama 3.2: 16 layers, 2048 wide, grouped queries, a stretched context; 1236M parameters (Meta 2024, model card).</summary>
    public static GptConfig Llama32 { get; } = Llama2 with
    {
        VocabularySize = 128_256,
        ContextLength = 131_072,
        Layers = 16,
        KeyValueHeads = 8,
        EmbeddingSize = 2048,
        FeedForwardSize = 8192,
        RotaryBase = 500_000,
        RotaryScaling = new RotaryScaling { Kind = RotaryScalingKind.Llama3, Factor = 32 },
        TiedHead = true,
    };

    /// <summary>SmolLM2: 30 thin layers, 576 wide, grouped queries; 135M parameters (Allal et al. 2025).</summary>
    public static GptConfig SmolLM2 { get; } = Llama2 with
    {
        VocabularySize = 49_152,
        ContextLength = 8192,
        Layers = 30,
        Heads = 9,
        KeyValueHeads = 3,
        EmbeddingSize = 576,
        FeedForwardSize = 1536,
        RotaryBase = 100_000,
        TiedHead = true,
    };

    /// <summary>Qwen 2.5: 24 layers, 896 wide, biases on queries, keys and values alone; 494M parameters (Yang et al. 2024).</summary>
    public static GptConfig Qwen2 { get; } = Llama2 with
    {
        VocabularySize = 151_936,
        ContextLength = 32_768,
        Layers = 24,
        Heads = 14,
        KeyValueHeads = 2,
        EmbeddingSize = 896,
        FeedForwardSize = 4864,
        RotaryBase = 1_000_000,
        NormEpsilon = 1e-6,
        QueryKeyValueBias = true,
        TiedHead = true,
    };

    /// <summary>Qwen 3: 28 layers, 1024 wide, heads of 128, normalised queries and keys; 596M parameters (Yang et al. 2025).</summary>
    public static GptConfig Qwen3 { get; } = Qwen2 with
    {
        ContextLength = 40_960,
        Layers = 28,
        Heads = 16,
        KeyValueHeads = 8,
        AttentionHeadSize = 128,
        EmbeddingSize = 1024,
        FeedForwardSize = 3072,
        QueryKeyValueBias = null,
        QueryKeyNorm = true,
    };
}
