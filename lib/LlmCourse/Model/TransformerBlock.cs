using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// One layer: attention mixes positions, the feed-forward part works on each. Both read a normalised copy of the residual stream and
/// add what they found to it; or, as the first transformers did, the sum is normalised. (Vaswani et al. 2017, section 3.1; Xiong et al.
/// 2020; chapter 03.)
/// </summary>
public sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    private readonly NormPlacement placement;
    private readonly int shiftedChannels;
    private readonly nn.Module<Tensor, Tensor> attentionNorm;
    private readonly CausalSelfAttention attention;
    private readonly nn.Module<Tensor, Tensor> feedForwardNorm;
    private readonly FeedForward feedForward;

    /// <summary>Creates one block.</summary>
    public TransformerBlock(GptConfig config, RotaryEmbedding? rotary) : base(nameof(TransformerBlock))
    {
        placement = config.NormPlacement;
        shiftedChannels = (int)Math.Round(config.TokenShift * config.EmbeddingSize);
        attentionNorm = CreateNorm(config, config.EmbeddingSize);
        attention = new CausalSelfAttention(config, rotary);
        feedForwardNorm = CreateNorm(config, config.EmbeddingSize);
        feedForward = new FeedForward(config);
        RegisterComponents();
    }

    /// <summary>Adds what attention and the feed-forward part contribute. [B, T, C] -> [B, T, C].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        if (placement == NormPlacement.Post)
        {
            x = attentionNorm.call(x + attention.call(Shift(x)));
            x = feedForwardNorm.call(x + feedForward.call(Shift(x)));
        }
        else
        {
            x = x + attention.call(Shift(attentionNorm.call(x)));
            x = x + feedForward.call(Shift(feedForwardNorm.call(x)));
        }

        return x.MoveToOuterDisposeScope();
    }

    private Tensor Shift(Tensor x) => shiftedChannels > 0 ? TokenShift.Apply(x, shiftedChannels) : x;

    /// <summary>Creates the normalisation that the config asks for, of vectors of a size.</summary>
    internal static nn.Module<Tensor, Tensor> CreateNorm(GptConfig config, int size) => config.Norm == NormKind.RmsNorm
        ? new RmsNorm(size, config.NormEpsilon)
        : nn.LayerNorm(size, config.NormEpsilon, bias: config.Bias);
}
