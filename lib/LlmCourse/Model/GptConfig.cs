using System.Text.Json.Serialization;

namespace LlmCourse.Model;

/// <summary>
/// Describes a decoder-only transformer completely. Presets are starting points:
/// <c>GptConfig.ShakespeareChar with { Layers = 6 }</c>. (Chapter 03.)
/// </summary>
public sealed record GptConfig : LanguageModelConfig
{
    /// <inheritdoc/>
    public required override int VocabularySize { get; init; }

    /// <inheritdoc/>
    public required override int ContextLength { get; init; }

    /// <summary>Number of blocks, L.</summary>
    public required override int Layers { get; init; }

    /// <summary>Attention heads per block, H.</summary>
    public required int Heads { get; init; }

    /// <summary>
    /// Heads that have keys and values of their own, K; each serves H / K queries. Null is H (multi-head attention), 1 is multi-query attention
    /// (Shazeer 2019), between them lies grouped-query attention (Ainslie et al. 2023).
    /// </summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Width of the residual stream, C.</summary>
    public required override int EmbeddingSize { get; init; }

    /// <summary>Width of one head; C / H when null.</summary>
    public int? AttentionHeadSize { get; init; }

    /// <summary>
    /// Width inside the feed-forward part; 4·C when null (8/3·C, rounded up to a multiple of 8, for SwiGLU). 0 leaves the part out: an
    /// attention-only model, the one that can be read best (Elhage et al. 2021; chapter 07).
    /// </summary>
    public int? FeedForwardSize { get; init; }

    /// <summary>The mixture of experts in the place of the feed-forward parts; null is a dense model.</summary>
    public ExpertOptions? Experts { get; init; }

    /// <summary>Low-rank adapters on the linear layers of the blocks; null is a model without. (Chapter 10.)</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>How positions enter.</summary>
    public PositionKind Positions { get; init; } = PositionKind.Learned;

    /// <summary>Base of the rotary angles, θ.</summary>
    public double RotaryBase { get; init; } = 10_000;

    /// <summary>How the rotary angles of a trained model are stretched to a longer context; null leaves them as they are.</summary>
    public RotaryScaling? RotaryScaling { get; init; }

    /// <summary>Which normalisation the blocks use.</summary>
    public NormKind Norm { get; init; } = NormKind.LayerNorm;

    /// <summary>Where the normalisation stands.</summary>
    public NormPlacement NormPlacement { get; init; } = NormPlacement.Pre;

    /// <summary>What is added to the variance or mean square before its root, so that a vector of zeros divides by no zero.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>True when each head's queries and keys are normalised too, which keeps attention scores small (Henry et al. 2020).</summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>The non-linearity of the feed-forward part.</summary>
    public ActivationKind Activation { get; init; } = ActivationKind.Gelu;

    /// <summary>True when linear layers and layer norms have a bias.</summary>
    public bool Bias { get; init; }

    /// <summary>Whether queries, keys and values have a bias, where that differs from <see cref="Bias"/> (Qwen 2 has this one alone).</summary>
    public bool? QueryKeyValueBias { get; init; }

    /// <summary>True when the output head reuses the token embedding (Press and Wolf 2017).</summary>
    public bool TiedHead { get; init; } = true;

    /// <summary>Share of activations that are dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Share of the channels in which every sub-layer sees the token before its own: a look back that costs no product
    /// (token shift, Peng et al. 2023, RWKV). 0 is the usual transformer.
    /// </summary>
    public double TokenShift { get; init; }

    /// <summary>The same in channels: the last ones of each vector.</summary>
    [JsonIgnore]
    public int ShiftedChannels => (int)Math.Round(TokenShift * EmbeddingSize);

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

    /// <summary>Width of one head, D.</summary>
    [JsonIgnore]
    public int HeadSize => AttentionHeadSize ?? (EmbeddingSize / Math.Max(1, Heads));

    /// <summary>Rows of the matrix that makes queries, keys and values: H·D, K·D, K·D.</summary>
    [JsonIgnore]
    public IReadOnlyList<long> QueryKeyValueSizes
    {
        get
        {
            long shared = (long)(KeyValueHeads ?? Heads) * HeadSize;
            return [(long)Heads * HeadSize, shared, shared];
        }
    }

    /// <summary>Width inside the feed-forward part, whether given or derived.</summary>
    [JsonIgnore]
    public int HiddenSize => FeedForwardSize
        ?? (Activation == ActivationKind.SwiGlu ? ((EmbeddingSize * 8 / 3) + 7) / 8 * 8 : 4 * EmbeddingSize);

    /// <summary>False for an attention-only model.</summary>
    [JsonIgnore]
    public bool HasFeedForward => HiddenSize > 0;

    /// <summary>Width inside one expert.</summary>
    [JsonIgnore]
    public int ExpertSize => Experts?.Size ?? HiddenSize;

    /// <inheritdoc/>
    [JsonIgnore]
    public override long ParameterCount => ActiveParameterCount + IdleParameterCount;

    /// <summary>Parameters that a token meets: all, but for the experts that it is not sent to.</summary>
    [JsonIgnore]
    public long ActiveParameterCount
    {
        get
        {
            long c = EmbeddingSize, v = VocabularySize, bias = Bias ? 1 : 0, layerNormBias = Norm == NormKind.LayerNorm ? bias : 0;
            long projections = QueryKeyValueSizes.Sum(), inner = (Matrices - 1) * (long)HiddenSize;
            var norms = (Layers * (HasFeedForward ? 2 : 1)) + (NormPlacement == NormPlacement.Pre ? 1 : 0);
            var queryKeyNorms = QueryKeyNorm ? 2 * HeadSize * (1 + layerNormBias) : 0;
            var biases = (Layers * ((QueryKeyValueBias ?? Bias ? projections : 0) + (bias * c))) + ((Layers - ExpertLayers) * bias * (HasFeedForward ? inner + c : 0));
            var positions = Positions == PositionKind.Learned ? ContextLength * c : 0;
            var lookUps = (v * c) + positions - (TiedHead ? v * c : 0);
            return lookUps + MatrixParameterCount + AdapterParameterCount + (Layers * queryKeyNorms) + biases + (norms * c * (1 + layerNormBias));
        }
    }

    /// <summary>Parameters of the low-rank adapters, r·(in + out) for each linear layer of the blocks.</summary>
    [JsonIgnore]
    public long AdapterParameterCount
    {
        get
        {
            long c = EmbeddingSize, attention = c + QueryKeyValueSizes.Sum() + QueryKeyValueSizes[0] + c;
            var feedForward = HasFeedForward ? Matrices * (c + HiddenSize) : 0;
            return (Lora?.Rank ?? 0) * Layers * (attention + feedForward);
        }
    }

    /// <summary>Parameters of the experts that a token is not sent to: they fill memory and cost no arithmetic.</summary>
    [JsonIgnore]
    public long IdleParameterCount => ExpertLayers * ((Experts?.Count - Experts?.Active ?? 0) * ExpertParameterCount);

    /// <summary>Parameters of the matrices that every token passes, the N of 6·N·D: no look-up tables, but the head; of experts the active ones.</summary>
    [JsonIgnore]
    public long MatrixParameterCount
    {
        get
        {
            long c = EmbeddingSize, attention = c * (QueryKeyValueSizes.Sum() + QueryKeyValueSizes[0]);
            long router = c * (Experts?.Count ?? 0) * (Experts?.NoisyGating == true ? 2 : 1);
            var dense = (Layers - ExpertLayers) * Matrices * c * HiddenSize;
            var mixtures = ExpertLayers * (router + ((Experts?.Working ?? 0) * ExpertParameterCount));
            return (Layers * attention) + dense + mixtures + (c * VocabularySize);
        }
    }

    /// <summary>Layers with a mixture of experts.</summary>
    [JsonIgnore]
    public int ExpertLayers => Experts is null ? 0 : Enumerable.Range(0, Layers).Count(Experts.IsIn);

    /// <summary>Parameters of one expert.</summary>
    [JsonIgnore]
    public long ExpertParameterCount => (long)Matrices * EmbeddingSize * ExpertSize;

    private int Matrices => Activation == ActivationKind.SwiGlu ? 3 : 2;

    /// <summary>
    /// Two operations per weight of every matrix, and 4·L·T·H·D for attention's two products (Kaplan et al. 2020, table 1, with both
    /// products counted).
    /// </summary>
    public override long ForwardFlopsPerToken(int length) => (2 * (MatrixParameterCount + AdapterParameterCount)) + (4L * Layers * length * QueryKeyValueSizes[0]);

    /// <inheritdoc/>
    public override Gpt CreateModel(int seed = 42) => new(this, seed);

    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive(VocabularySize, nameof(VocabularySize));
        RequirePositive(ContextLength, nameof(ContextLength));
        RequirePositive(Layers, nameof(Layers));
        RequirePositive(Heads, nameof(Heads));
        RequirePositive(KeyValueHeads ?? Heads, nameof(KeyValueHeads));
        RequirePositive(EmbeddingSize, nameof(EmbeddingSize));
        Require(AttentionHeadSize is not null || EmbeddingSize % Heads == 0,
            $"EmbeddingSize ({EmbeddingSize}) must be a multiple of Heads ({Heads}).");
        RequirePositive(HeadSize, nameof(AttentionHeadSize));
        Require(HiddenSize >= 0, $"{nameof(FeedForwardSize)} ({HiddenSize}) must be at least 0; 0 leaves the feed-forward part out.");
        Experts?.Validate(Layers, ContextLength);
        Require(Experts is null || HasFeedForward, $"{nameof(Experts)} need a width; leave FeedForwardSize out, or set it to at least 1.");
        Lora?.Validate();
        Require(Lora is null || Experts is null, "Lora puts adapters on linear layers, and experts are none; leave one of the two out.");
        Require(Heads % (KeyValueHeads ?? Heads) == 0,
            $"Heads ({Heads}) must be a multiple of KeyValueHeads ({KeyValueHeads}), so that each of them serves the same number of queries.");
        Require(Positions != PositionKind.Rotary || HeadSize % 2 == 0,
            $"Rotary positions turn pairs of numbers, so the head size must be even, but it is {HeadSize} (EmbeddingSize {EmbeddingSize}, Heads {Heads}).");
        Require(RotaryScaling is null || Positions == PositionKind.Rotary, $"RotaryScaling needs rotary positions, but Positions is {Positions}.");
        RotaryScaling?.Validate();
        Require(Dropout is >= 0 and < 1, $"Dropout ({Dropout}) must be at least 0 and below 1.");
        Require(TokenShift is >= 0 and <= 1, $"TokenShift ({TokenShift}) must be between 0 and 1; it is a share of the channels.");
        Require(Initialization != InitializationKind.ZeroOutput || !TiedHead,
            "Initialization ZeroOutput starts the head at zero, so the head cannot be tied to the embedding; set TiedHead to false.");
        Require(RotaryBase > 1, $"RotaryBase ({RotaryBase}) must be above 1; 10000 is usual.");
        Require(NormEpsilon is > 0 and < 1, $"NormEpsilon ({NormEpsilon}) must be between 0 and 1; 1e-5 is usual.");
    }

    /// <summary>The config as one layer's block sees it: without experts where that layer is dense.</summary>
    internal GptConfig OfLayer(int layer) => Experts is null || Experts.IsIn(layer) ? this : this with { Experts = null };

    /// <summary>Reads a config from JSON and checks it.</summary>
    /// <exception cref="ArgumentException">The JSON is malformed, has an unknown key, lacks a size, or its sizes do not fit together.</exception>
    public static new GptConfig FromJson(string json) => FromJson<GptConfig>(json);
}
