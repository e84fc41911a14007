using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// One layer: attention mixes positions, the feed-forward part works on each. Both read a normalised copy of the residual stream and
/// add what they found to it; or, as the first transformers did, the sum is normalised. An attention-only model has no second part.
/// (Vaswani et al. 2017, section 3.1; Xiong et al. 2020; chapter 03.)
/// </summary>
public sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    private readonly NormPlacement placement;
    private readonly int shiftedChannels;
    private readonly nn.Module<Tensor, Tensor> attentionNorm;
    private readonly CausalSelfAttention attention;
    private readonly nn.Module<Tensor, Tensor>? feedForwardNorm;
    private readonly nn.Module<Tensor, Tensor>? feedForward;

    /// <summary>Creates one block; its feed-forward part is a mixture of experts where the config has experts.</summary>
    public TransformerBlock(GptConfig config, RotaryEmbedding? rotary) : base(nameof(TransformerBlock))
    {
        placement = config.NormPlacement;
        shiftedChannels = config.ShiftedChannels;
        attentionNorm = CreateNorm(config, config.EmbeddingSize);
        attention = new CausalSelfAttention(config, rotary);
        feedForwardNorm = config.HasFeedForward ? CreateNorm(config, config.EmbeddingSize) : null;
        feedForward = !config.HasFeedForward ? null : config.Experts is null ? new FeedForward(config) : new MixtureOfExperts(config);
        RegisterComponents();
    }

    /// <summary>The mixture of experts of this block; null where it is dense.</summary>
    public MixtureOfExperts? Experts => feedForward as MixtureOfExperts;

    /// <summary>Adds what attention and the feed-forward part contribute. [B, T, C] -> [B, T, C].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = Add(attention, attentionNorm, x);
        if (feedForward is not null)
        {
            x = Add(feedForward, feedForwardNorm!, x);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>The same for one more position alone. [B, 1, C] -> [B, 1, C].</summary>
    internal Tensor Extend(Tensor x, KVCache cache, int layer)
    {
        using var scope = NewDisposeScope();
        x = x + attention.Extend(attentionNorm.call(x), cache, layer);
        if (feedForward is not null)
        {
            x = x + feedForward.call(feedForwardNorm!.call(x));
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>The stream with what one part has to say about it. [B, T, C] -> [B, T, C].</summary>
    private Tensor Add(nn.Module<Tensor, Tensor> part, nn.Module<Tensor, Tensor> norm, Tensor x) => placement == NormPlacement.Post
        ? norm.call(x + part.call(Shift(x)))
        : x + part.call(Shift(norm.call(x)));

    private Tensor Shift(Tensor x) => shiftedChannels > 0 ? TokenShift.Apply(x, shiftedChannels) : x;

    /// <summary>Creates a linear layer of a block, with an adapter where the config has them.</summary>
    internal static nn.Module<Tensor, Tensor> CreateLinear(GptConfig config, long inputs, long outputs, bool hasBias) => config.Lora is { } lora
        ? new LoraLinear(inputs, outputs, hasBias, lora)
        : nn.Linear(inputs, outputs, hasBias);

    /// <summary>Creates the normalisation that the config asks for, of vectors of a size.</summary>
    internal static nn.Module<Tensor, Tensor> CreateNorm(GptConfig config, int size) => config.Norm == NormKind.RmsNorm
        ? new RmsNorm(size, config.NormEpsilon)
        : nn.LayerNorm(size, config.NormEpsilon, bias: config.Bias);
}
