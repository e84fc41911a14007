using LlmCourse.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A decoder-only transformer: token ids in, for every position the logits of the next token out.
/// (GPT-2, Radford et al. 2019, with the choices of <see cref="GptConfig"/>; chapter 03.)
/// </summary>
public sealed class Gpt : nn.Module<Tensor, Tensor>
{
    private readonly RotaryEmbedding? rotary;
    private readonly Embedding tokenEmbedding;
    private readonly Embedding? positionEmbedding;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly nn.Module<Tensor, Tensor> finalNorm;
    private readonly Linear? head;

    /// <summary>Creates a model with random weights that follow from the seed alone.</summary>
    /// <exception cref="ArgumentException">The config's sizes do not fit together.</exception>
    /// <exception cref="InvalidOperationException">libtorch cannot be loaded.</exception>
    public Gpt(GptConfig config, int seed = 42) : base(nameof(Gpt))
    {
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        if (config.Positions == PositionKind.Rotary)
        {
            rotary = new RotaryEmbedding(config.HeadSize, config.ContextLength, config.RotaryBase);
        }
        else
        {
            positionEmbedding = nn.Embedding(config.ContextLength, config.EmbeddingSize);
        }

        tokenEmbedding = nn.Embedding(config.VocabularySize, config.EmbeddingSize);
        blocks = nn.ModuleList(Enumerable.Range(0, config.Layers).Select(_ => new TransformerBlock(config, rotary)).ToArray());
        finalNorm = TransformerBlock.CreateNorm(config);
        head = config.TiedHead ? null : nn.Linear(config.EmbeddingSize, config.VocabularySize, hasBias: false);
        RegisterComponents();
        Initialize(seed);
    }

    /// <summary>What this model was built from.</summary>
    public GptConfig Config { get; }

    /// <summary>
    /// False keeps a <c>Trainer</c> to the operations of this class, one after another; true lets it use their written-out form where there
    /// is one (on processors, in float32, without dropout). The numbers are the same.
    /// </summary>
    public bool UseFastKernels { get; set; } = true;

    /// <summary>The device that the weights are on.</summary>
    public Device Device => tokenEmbedding.weight!.device;

    /// <summary>Predicts the next token at every position. [B, T] int64 -> [B, T, V].</summary>
    /// <exception cref="ArgumentException">There are more tokens than the context holds.</exception>
    public override Tensor forward(Tensor tokens)
    {
        var T = tokens.shape[^1];
        if (T > Config.ContextLength)
        {
            throw new ArgumentException($"The sequence has {T} tokens, but the model's context holds {Config.ContextLength}; pass the last {Config.ContextLength}.");
        }

        using var scope = NewDisposeScope();
        var x = tokenEmbedding.call(tokens); // [B, T, C]
        if (positionEmbedding is not null)
        {
            x = x + positionEmbedding.call(arange(T, device: tokens.device)); // [T, C]
        }

        x = nn.functional.dropout(x, Config.Dropout, training);
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        return Unembed(finalNorm.call(x)).MoveToOuterDisposeScope(); // [B, T, V]
    }

    /// <summary>Mean cross-entropy of the targets, in nats per token. [B, T], [B, T] int64 -> [].</summary>
    public Tensor Loss(Tensor tokens, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var logits = call(tokens);
        return nn.functional.cross_entropy(logits.view(-1, Config.VocabularySize), targets.reshape(-1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rotary?.Dispose();
        }

        base.Dispose(disposing);
    }

    // One tensor serves both ends of a tied model: assigning it to a Linear's weight would make two parameters of it,
    // and the optimiser would step twice.
    private Tensor Unembed(Tensor x) => head is null ? nn.functional.linear(x, tokenEmbedding.weight!) : head.call(x);

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
        var writesToStream = name.EndsWith("output.weight", StringComparison.Ordinal) || name.EndsWith("down.weight", StringComparison.Ordinal);
        if (Config.Initialization == InitializationKind.Gpt2)
        {
            return writesToStream ? 0.02 / Math.Sqrt(2 * Config.Layers) : 0.02;
        }

        var isEmbedding = name.EndsWith("mbedding.weight", StringComparison.Ordinal);
        return writesToStream || name == "head.weight" ? 0
            : isEmbedding ? 0.5
            : 0.5 / Math.Sqrt(parameter.shape[1]);
    }
}
