using LlmCourse.Model;
using LlmCourse.Model.Fast;
using static TorchSharp.torch;

namespace LlmCourse.Generation.Decoding;

/// <summary>A model's weights, copied and packed for reading token by token.</summary>
internal sealed unsafe class DecoderWeights : IDisposable
{
    private readonly FloatArena arena = new();
    private readonly Dictionary<string, Tensor> tensors;
    private readonly WeightFormat format;

    /// <summary>Packs the weights; the model is not needed any more then.</summary>
    /// <exception cref="ArgumentException">The model has experts or adapters.</exception>
    public DecoderWeights(Gpt model, WeightFormat format)
    {
        (Config, this.format) = (model.Config, format);
        if (!Decoder.CanRead(Config))
        {
            throw new ArgumentException(Config.Lora is not null
                ? "A decoder reads plain matrices, but this model has adapters; merge them first (Lora.Merge)."
                : "A decoder reads dense models, but this one has a mixture of experts; generate with a TextGenerator.");
        }

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        tensors = model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter.detach().cpu().to(ScalarType.Float32).contiguous());
        var (C, V) = (Config.EmbeddingSize, Config.VocabularySize);
        Embedding = Config.TiedHead ? null : Vector("tokenEmbedding.weight");
        Positions = Vector("positionEmbedding.weight");
        if (Config.Positions == PositionKind.Sinusoidal)
        {
            Positions = Copy(SinusoidalEmbedding.Create(Config.ContextLength, C, CPU));
        }

        Layers = [.. Enumerable.Range(0, Config.Layers).Select(Layer)];
        FinalNorm = Config.NormPlacement == NormPlacement.Pre ? Norm("finalNorm", C) : null;
        Head = Matrix(Config.TiedHead ? "tokenEmbedding.weight" : "head.weight", V, C)!;
        tensors.Clear();
    }

    /// <summary>What the model was built from.</summary>
    public GptConfig Config { get; }

    /// <summary>The tokens' vectors, where the head is another matrix. [V, C]</summary>
    public float* Embedding { get; }

    /// <summary>The positions' vectors, learned or fixed; null where there are none. [T, C]</summary>
    public float* Positions { get; }

    /// <summary>The blocks.</summary>
    public DecoderLayer[] Layers { get; }

    /// <summary>Before the head; null where the norms come behind each part.</summary>
    public DecoderNorm? FinalNorm { get; }

    /// <summary>From the stream to the logits. [V, C]</summary>
    public PackedMatrix Head { get; }

    /// <summary>Bytes of the matrices that each token reads.</summary>
    public long BytesPerToken => Layers.Sum(layer => layer.Bytes) + Head.Bytes;

    /// <summary>The vector of a token, times what the config asks for. -> [C]</summary>
    public void Embed(int token, int position, float* x)
    {
        var C = Config.EmbeddingSize;
        if (Embedding is null)
        {
            Head.CopyRow(token, x);
        }
        else
        {
            VectorMath.Copy(Embedding + ((long)token * C), x, C);
        }

        if (Config.Positions == PositionKind.Sinusoidal)
        {
            VectorMath.Scale(x, C, (float)Math.Sqrt(C));
        }

        if (Positions is not null)
        {
            VectorMath.Add(Positions + ((long)position * C), x, C);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();

    private DecoderLayer Layer(int layer)
    {
        var (C, F, D, sizes) = (Config.EmbeddingSize, Config.HiddenSize, Config.HeadSize, Config.QueryKeyValueSizes);
        var (attention, feedForward) = ($"blocks.{layer}.attention", $"blocks.{layer}.feedForward");
        return new DecoderLayer
        {
            AttentionNorm = Norm($"{attention}Norm", C)!,
            QueryKeyValue = Matrix($"{attention}.queryKeyValue.weight", (int)sizes.Sum(), C)!,
            QueryKeyValueBias = Vector($"{attention}.queryKeyValue.bias"),
            QueryNorm = Norm($"{attention}.queryNorm", D),
            KeyNorm = Norm($"{attention}.keyNorm", D),
            Output = Matrix($"{attention}.output.weight", C, (int)sizes[0])!,
            OutputBias = Vector($"{attention}.output.bias"),
            FeedForwardNorm = Norm($"{feedForward}Norm", C),
            Up = Matrix($"{feedForward}.up.weight", F, C),
            UpBias = Vector($"{feedForward}.up.bias"),
            Gate = Matrix($"{feedForward}.gate.weight", F, C),
            GateBias = Vector($"{feedForward}.gate.bias"),
            Down = Matrix($"{feedForward}.down.weight", C, F),
            DownBias = Vector($"{feedForward}.down.bias"),
        };
    }

    private DecoderNorm? Norm(string name, int size) => tensors.ContainsKey($"{name}.weight")
        ? new DecoderNorm(Config.Norm, size, Config.NormEpsilon, Vector($"{name}.weight"), Vector($"{name}.bias"))
        : null;

    private PackedMatrix? Matrix(string name, int outputs, int inputs) => tensors.TryGetValue(name, out var tensor)
        ? PackedMatrix.Of(PlainMemory.PointerTo(tensor), outputs, inputs, format, arena)
        : null;

    private float* Vector(string name) => tensors.TryGetValue(name, out var tensor) ? Copy(tensor) : null;

    private float* Copy(Tensor tensor)
    {
        var target = arena.Take(DecoderInput.Padded((int)tensor.numel()));
        VectorMath.Copy(PlainMemory.PointerTo(tensor), target, tensor.numel());
        return target;
    }
}
