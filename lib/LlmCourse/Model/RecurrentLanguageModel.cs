using LlmCourse.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A language model that reads one token after the other and carries what it needs in a state of fixed size. (Mikolov et al. 2010 for the
/// plain network, Zaremba et al. 2014 for the LSTM; chapter 02.)
/// </summary>
public sealed class RecurrentLanguageModel : LanguageModel
{
    private readonly Embedding tokenEmbedding;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> layers;
    private readonly Linear? head;

    /// <summary>Creates a model with random weights that follow from the seed alone.</summary>
    /// <exception cref="ArgumentException">The config's sizes make no sense.</exception>
    /// <exception cref="InvalidOperationException">libtorch cannot be loaded.</exception>
    public RecurrentLanguageModel(RecurrentConfig config, int seed = 42) : base(nameof(RecurrentLanguageModel))
    {
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        tokenEmbedding = nn.Embedding(config.VocabularySize, config.EmbeddingSize);
        layers = nn.ModuleList(Enumerable.Range(0, config.Layers).Select(_ => CreateLayer(config)).ToArray());
        head = config.TiedHead ? null : nn.Linear(config.EmbeddingSize, config.VocabularySize, hasBias: false);
        RegisterComponents();
        Initialize(seed);
    }

    /// <summary>What this model was built from.</summary>
    public RecurrentConfig Config { get; }

    /// <inheritdoc/>
    public override LanguageModelConfig Configuration => Config;

    /// <inheritdoc/>
    public override Device Device => tokenEmbedding.weight!.device;

    /// <summary>Predicts the next token at every position. [B, T] int64 -> [B, T, V].</summary>
    /// <exception cref="ArgumentException">There are more tokens than the context holds.</exception>
    public override Tensor forward(Tensor tokens)
    {
        RequireFits(tokens);
        using var scope = NewDisposeScope();
        var x = nn.functional.dropout(tokenEmbedding.call(tokens), Config.Dropout, training); // [B, T, C]
        foreach (var layer in layers)
        {
            x = nn.functional.dropout(layer.call(x), Config.Dropout, training);
        }

        var logits = head is null ? nn.functional.linear(x, tokenEmbedding.weight!) : head.call(x);
        return logits.MoveToOuterDisposeScope(); // [B, T, V]
    }

    private static nn.Module<Tensor, Tensor> CreateLayer(RecurrentConfig config) => config.Cell == RecurrentCell.Lstm
        ? new LstmLayer(config.EmbeddingSize)
        : new RnnLayer(config.EmbeddingSize);

    /// <summary>Weights are uniform within 1/√C; an LSTM's forget gates start open, so that it remembers at first (Jozefowicz et al. 2015).</summary>
    private void Initialize(int seed)
    {
        using var noGradients = no_grad();
        using var generator = new Generator((ulong)seed);
        var (C, bound) = (Config.EmbeddingSize, 1 / Math.Sqrt(Config.EmbeddingSize));
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() >= 2)
            {
                parameter.uniform_(-bound, bound, generator);
                continue;
            }

            parameter.zero_();
            if (Config.Cell == RecurrentCell.Lstm && name.Contains("bias_ih", StringComparison.Ordinal))
            {
                using var forget = parameter[C..(2 * C)];
                forget.fill_(1);
            }
        }
    }
}
