using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCourse.Model;

/// <summary>
/// Describes a decoder-only transformer completely. Presets are starting points:
/// <c>GptConfig.ShakespeareChar with { Layers = 6 }</c>. (Chapter 03.)
/// </summary>
public sealed record GptConfig
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Number of different tokens, V.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Most tokens that the model looks at, T.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Number of blocks, L.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads per block, H.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of the residual stream, C.</summary>
    public required int EmbeddingSize { get; init; }

    /// <summary>Width inside the feed-forward part; 4·C when null (8/3·C, rounded up to a multiple of 8, for SwiGLU).</summary>
    public int? FeedForwardSize { get; init; }

    /// <summary>How positions enter.</summary>
    public PositionKind Positions { get; init; } = PositionKind.Learned;

    /// <summary>Base of the rotary angles, θ.</summary>
    public double RotaryBase { get; init; } = 10_000;

    /// <summary>Which normalisation stands before each part of a block and before the head.</summary>
    public NormKind Norm { get; init; } = NormKind.LayerNorm;

    /// <summary>True when queries and keys are normalised too, which keeps attention scores small (Henry et al. 2020).</summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>The non-linearity of the feed-forward part.</summary>
    public ActivationKind Activation { get; init; } = ActivationKind.Gelu;

    /// <summary>True when linear layers and layer norms have a bias.</summary>
    public bool Bias { get; init; }

    /// <summary>True when the output head reuses the token embedding (Press and Wolf 2017).</summary>
    public bool TiedHead { get; init; } = true;

    /// <summary>Share of activations that are dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Share of the channels in which every sub-layer sees the token before its own: a look back that costs no product
    /// (token shift, Peng et al. 2023, RWKV). 0 is the usual transformer.
    /// </summary>
    public double TokenShift { get; init; }

    /// <summary>How the weights start.</summary>
    public InitializationKind Initialization { get; init; } = InitializationKind.Gpt2;

    /// <summary>nanoGPT's recipe for a CPU: characters, 4 layers, 4 heads, 128 wide, context 64; 0.8M parameters.</summary>
    public static GptConfig ShakespeareChar { get; } = new()
    {
        VocabularySize = 65,
        ContextLength = 64,
        Layers = 4,
        Heads = 4,
        EmbeddingSize = 128,
    };

    /// <summary>nanoGPT's recipe for a GPU: characters, 6 layers, 6 heads, 384 wide, context 256; 10.6M parameters.</summary>
    public static GptConfig ShakespeareCharGpu { get; } = new()
    {
        VocabularySize = 65,
        ContextLength = 256,
        Layers = 6,
        Heads = 6,
        EmbeddingSize = 384,
        Dropout = 0.2,
    };

    /// <summary>GPT-2, the smallest size: 12 layers, 12 heads, 768 wide; 124M parameters (Radford et al. 2019).</summary>
    public static GptConfig Gpt2Small { get; } = new()
    {
        VocabularySize = 50_257,
        ContextLength = 1024,
        Layers = 12,
        Heads = 12,
        EmbeddingSize = 768,
        Bias = true,
    };

    /// <summary>Width of one head, D = C / H.</summary>
    [JsonIgnore]
    public int HeadSize => EmbeddingSize / Heads;

    /// <summary>Width inside the feed-forward part, whether given or derived.</summary>
    [JsonIgnore]
    public int HiddenSize => FeedForwardSize
        ?? (Activation == ActivationKind.SwiGlu ? ((EmbeddingSize * 8 / 3) + 7) / 8 * 8 : 4 * EmbeddingSize);

    /// <summary>Number of trainable numbers; a tied head counts once. Checked against the built model by a test.</summary>
    [JsonIgnore]
    public long ParameterCount
    {
        get
        {
            long c = EmbeddingSize, v = VocabularySize, hidden = HiddenSize, bias = Bias ? 1 : 0;
            var norm = c * (Norm == NormKind.LayerNorm ? 1 + bias : 1);
            var attention = (4 * c * c) + (bias * 4 * c);
            var matrices = Activation == ActivationKind.SwiGlu ? 3 : 2;
            var feedForward = (matrices * c * hidden) + (bias * (c + ((matrices - 1) * hidden)));
            var positions = Positions == PositionKind.Learned ? ContextLength * c : 0;
            return (v * c) + positions + (Layers * ((2 * norm) + attention + feedForward)) + norm + (TiedHead ? 0 : v * c);
        }
    }

    /// <summary>Parameters of the matrices that every token passes, the N of 6·N·D: no look-up tables, but the head.</summary>
    [JsonIgnore]
    public long MatrixParameterCount
    {
        get
        {
            long c = EmbeddingSize, matrices = Activation == ActivationKind.SwiGlu ? 3 : 2;
            return (Layers * ((4 * c * c) + (matrices * c * HiddenSize))) + (c * VocabularySize);
        }
    }

    /// <summary>
    /// Floating point operations of one forward pass, per token, when sequences have <paramref name="length"/> tokens: two per
    /// weight of every matrix, and 4·L·T·C for attention's two products (Kaplan et al. 2020, table 1, with both products counted).
    /// Training costs three times as much: the backward pass is two forward passes.
    /// </summary>
    public long ForwardFlopsPerToken(int length) => (2 * MatrixParameterCount) + (4L * Layers * length * EmbeddingSize);

    /// <summary>Checks that the sizes fit together.</summary>
    /// <exception cref="ArgumentException">They do not; the message says which, and what is needed.</exception>
    public void Validate()
    {
        RequirePositive(VocabularySize, nameof(VocabularySize));
        RequirePositive(ContextLength, nameof(ContextLength));
        RequirePositive(Layers, nameof(Layers));
        RequirePositive(Heads, nameof(Heads));
        RequirePositive(EmbeddingSize, nameof(EmbeddingSize));
        RequirePositive(HiddenSize, nameof(FeedForwardSize));
        Require(EmbeddingSize % Heads == 0, $"EmbeddingSize ({EmbeddingSize}) must be a multiple of Heads ({Heads}).");
        Require(Positions != PositionKind.Rotary || HeadSize % 2 == 0,
            $"Rotary positions turn pairs of numbers, so the head size must be even, but EmbeddingSize / Heads is {EmbeddingSize} / {Heads} = {HeadSize}.");
        Require(Dropout is >= 0 and < 1, $"Dropout ({Dropout}) must be at least 0 and below 1.");
        Require(TokenShift is >= 0 and <= 1, $"TokenShift ({TokenShift}) must be between 0 and 1; it is a share of the channels.");
        Require(Initialization != InitializationKind.ZeroOutput || !TiedHead,
            "Initialization ZeroOutput starts the head at zero, so the head cannot be tied to the embedding; set TiedHead to false.");
        Require(RotaryBase > 1, $"RotaryBase ({RotaryBase}) must be above 1; 10000 is usual.");
    }

    /// <summary>The config as JSON, the form that a checkpoint keeps.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a config from JSON and checks it.</summary>
    /// <exception cref="ArgumentException">The JSON is malformed, has an unknown key, lacks a size, or its sizes do not fit together.</exception>
    public static GptConfig FromJson(string json)
    {
        try
        {
            var config = JsonSerializer.Deserialize<GptConfig>(json, Json) ?? throw new ArgumentException("The model's config is empty.");
            config.Validate();
            return config;
        }
        catch (JsonException problem)
        {
            throw new ArgumentException($"The model's config cannot be read: {problem.Message}", problem);
        }
    }

    private static void RequirePositive(int value, string name) =>
        Require(value > 0, $"{name} ({value}) must be at least 1.");

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
