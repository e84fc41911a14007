using LlmCourse.Model.Pretrained;
using LlmCourse.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A decoder-only transformer: token ids in, for every position the logits of the next token out.
/// (GPT-2, Radford et al. 2019, with the choices of <see cref="GptConfig"/>; chapter 03.)
/// </summary>
public sealed class Gpt : LanguageModel
{
    private readonly RotaryEmbedding? rotary;
    private readonly Embedding tokenEmbedding;
    private readonly Embedding? positionEmbedding;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly nn.Module<Tensor, Tensor>? finalNorm;
    private readonly Linear? head;

    /// <summary>Creates a model with random weights that follow from the seed alone.</summary>
    /// <exception cref="ArgumentException">The config's sizes do not fit together.</exception>
    /// <exception cref="InvalidOperationException">libtorch cannot be loaded.</exception>
    public Gpt(GptConfig config, int seed = 42) : this(config) => Initialize(seed);

    private Gpt(GptConfig config) : base(nameof(Gpt))
    {
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        if (config.Positions == PositionKind.Rotary)
        {
            rotary = new RotaryEmbedding(config.HeadSize, config.ContextLength, config.RotaryBase, config.RotaryScaling);
        }
        else if (config.Positions == PositionKind.Learned)
        {
            positionEmbedding = nn.Embedding(config.ContextLength, config.EmbeddingSize);
        }

        tokenEmbedding = nn.Embedding(config.VocabularySize, config.EmbeddingSize);
        blocks = nn.ModuleList(Enumerable.Range(0, config.Layers).Select(layer => new TransformerBlock(config.OfLayer(layer), rotary)).ToArray());
        finalNorm = config.NormPlacement == NormPlacement.Pre ? TransformerBlock.CreateNorm(config, config.EmbeddingSize) : null;
        head = config.TiedHead ? null : nn.Linear(config.EmbeddingSize, config.VocabularySize, hasBias: false);
        RegisterComponents();
    }

    /// <summary>What this model was built from.</summary>
    public GptConfig Config { get; }

    /// <inheritdoc/>
    public override LanguageModelConfig Configuration => Config;

    /// <summary>
    /// False keeps a <c>Trainer</c> to the operations of this class, one after another; true lets it use their written-out form where there
    /// is one (on processors, in float32, without dropout). The numbers are the same.
    /// </summary>
    public bool UseFastKernels
    {
        get;
        set
        {
            field = value;
            foreach (var mixture in Mixtures)
            {
                mixture.UseFastKernels = value;
            }
        }
    }

    = true;

    /// <summary>Another model with the same weights, on a processor, to be changed without this one.</summary>
    public Gpt Copy()
    {
        var copy = new Gpt(Config) { UseFastKernels = UseFastKernels };
        copy.load_state_dict(state_dict());
        return copy;
    }

    /// <inheritdoc/>
    public override Device Device => tokenEmbedding.weight!.device;

    /// <summary>
    /// Reads a published model from a folder in Hugging Face's layout: <c>config.json</c> with <c>model.safetensors</c>, or several such files
    /// and their index. The families gpt2, llama (SmolLM is one), qwen2 and qwen3 are known; numbers of float16 and bfloat16 become float32.
    /// The model is in evaluation mode. (Chapter 03.)
    /// </summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is damaged, the config asks for what our model does not have, or a tensor is missing, superfluous, or of another shape or type; the
    /// message names the key or the tensor.
    /// </exception>
    public static Gpt FromPretrained(string folder) => PretrainedModel.Load(folder);

    /// <summary>
    /// Writes <c>config.json</c> and <c>model.safetensors</c> in Hugging Face's layout, so that other tools read the model. How the weights
    /// started, and a dropout where the family is not GPT-2, have no place there.
    /// </summary>
    /// <exception cref="ArgumentException">No family fits the config; the message says what stands in the way.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void SavePretrained(string folder) => PretrainedModel.Save(this, folder);

    /// <summary>The mixtures of experts of the layers that have one, from the first layer on.</summary>
    public IReadOnlyList<MixtureOfExperts> Mixtures => [.. blocks.Select(block => block.Experts).OfType<MixtureOfExperts>()];

    /// <inheritdoc/>
    public override Tensor? AuxiliaryLoss()
    {
        var losses = Mixtures.Select(mixture => mixture.AuxiliaryLoss).OfType<Tensor>().ToList();
        return losses.Count == 0 ? null : losses.Aggregate((sum, loss) => sum + loss);
    }

    /// <inheritdoc/>
    public override void AfterUpdate()
    {
        foreach (var mixture in Mixtures)
        {
            mixture.Rebalance();
        }
    }

    /// <summary>Predicts the next token at every position. [B, T] int64 -> [B, T, V].</summary>
    /// <exception cref="ArgumentException">There are more tokens than the context holds.</exception>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return Unembed(Read(tokens)).MoveToOuterDisposeScope(); // [B, T, V]
    }

    /// <summary>What the model makes of each position and all before it, up to the last block: the stream that <see cref="Unembed"/> reads. [B, T] int64 -> [B, T, C].</summary>
    /// <exception cref="ArgumentException">There are more tokens than the context holds.</exception>
    public Tensor Read(Tensor tokens)
    {
        RequireFits(tokens);
        using var scope = NewDisposeScope();
        return Transform(nn.functional.dropout(Embed(tokens), Config.Dropout, training)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Reads one more token of each row and predicts the next; all that was read before lies in the cache. The same numbers as <see cref="forward"/>,
    /// without looking at the whole text again. [B] int64 -> [B, V].
    /// </summary>
    /// <exception cref="ArgumentException">The cache is full, or is not for as many rows.</exception>
    public Tensor Next(Tensor tokens, KVCache cache)
    {
        cache.RequireRoom(tokens.shape[0]);
        using var scope = NewDisposeScope();
        var stream = Embed(tokens.unsqueeze(1), cache.Length); // [B, 1, C]
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            stream = blocks[layer].Extend(stream, cache, layer);
        }

        cache.Advance();
        return Unembed(stream).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>Takes vectors through the blocks, whatever they stand for: tokens, or numbers that were never tokens (chapter 07). [B, T, C] -> [B, T, C].</summary>
    public Tensor Transform(Tensor stream)
    {
        using var scope = NewDisposeScope();
        foreach (var block in blocks)
        {
            stream = block.call(stream);
        }

        return stream.MoveToOuterDisposeScope();
    }

    /// <summary>Reads predictions from the residual stream: the last norm, then the head. [B, T, C] -> [B, T, V].</summary>
    public Tensor Unembed(Tensor stream)
    {
        using var scope = NewDisposeScope();
        var x = finalNorm?.call(stream) ?? stream;

        // One tensor serves both ends of a tied model: assigning it to a Linear's weight would make two parameters of it,
        // and the optimiser would step twice.
        return (head is null ? nn.functional.linear(x, tokenEmbedding.weight!) : head.call(x)).MoveToOuterDisposeScope();
    }

    /// <summary>A model whose weights mean nothing yet, for a reader that overwrites all of them.</summary>
    internal static Gpt CreateEmpty(GptConfig config) => new(config);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rotary?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The tokens' vectors, with what tells their positions apart where that is added here. [B, T] -> [B, T, C].</summary>
    private Tensor Embed(Tensor tokens, long first = 0)
    {
        var (T, x) = (tokens.shape[^1], tokenEmbedding.call(tokens)); // [B, T, C]
        return Config.Positions switch
        {
            PositionKind.Learned => x + positionEmbedding!.call(arange(first, first + T, device: tokens.device)), // [T, C]
            PositionKind.Sinusoidal => (x * Math.Sqrt(Config.EmbeddingSize)) + SinusoidalEmbedding.Create(T, Config.EmbeddingSize, x.device),
            _ => x,
        };
    }

    /// <summary>Draws the weights as the config's <see cref="InitializationKind"/> says; gains start at 1, biases at 0.</summary>
    private void Initialize(int seed)
    {
        using var noGradients = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() >= 2)
            {
                parameter.normal_(0, DeviationOf(name, parameter), generator);
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }
    }

    private double DeviationOf(string name, Tensor parameter)
    {
        if (name.EndsWith("loraUp", StringComparison.Ordinal))
        {
            return 0; // an adapter changes nothing at first
        }

        if (name.EndsWith("loraDown", StringComparison.Ordinal))
        {
            return 1 / Math.Sqrt(parameter.shape[^1]);
        }

        var writesToStream = name.EndsWith("output.weight", StringComparison.Ordinal) || name.EndsWith("down.weight", StringComparison.Ordinal)
            || name.EndsWith("feedForward.down", StringComparison.Ordinal);
        if (Config.Initialization == InitializationKind.Gpt2)
        {
            return writesToStream ? 0.02 / Math.Sqrt(2 * Config.Layers) : 0.02;
        }

        var isEmbedding = name.EndsWith("mbedding.weight", StringComparison.Ordinal);
        return writesToStream || name == "head.weight" ? 0
            : isEmbedding ? 0.5
            : 0.5 / Math.Sqrt(parameter.shape[^1]);
    }
}
