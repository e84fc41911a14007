using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Lets every position collect from the positions before it what its query asks for.
/// softmax(Q·Kᵀ / √D)·V per head, with later positions masked out. (Vaswani et al. 2017, section 3.2; chapters 02 and 03.)
/// </summary>
public sealed class CausalSelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly GptConfig config;
    private readonly RotaryEmbedding? rotary;
    private readonly Linear queryKeyValue;
    private readonly Linear output;

    /// <summary>Creates the attention of one block; the rotary angles are shared by all blocks.</summary>
    public CausalSelfAttention(GptConfig config, RotaryEmbedding? rotary) : base(nameof(CausalSelfAttention))
    {
        this.config = config;
        this.rotary = rotary;
        queryKeyValue = nn.Linear(config.EmbeddingSize, 3 * config.EmbeddingSize, hasBias: config.Bias);
        output = nn.Linear(config.EmbeddingSize, config.EmbeddingSize, hasBias: config.Bias);
        RegisterComponents();
    }

    /// <summary>Mixes information across positions. [B, T, C] -> [B, T, C].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (B, T, C) = (x.shape[0], x.shape[1], x.shape[2]);
        var parts = queryKeyValue.call(x)                       // [B, T, 3C]
            .view(B, T, 3, config.Heads, config.HeadSize)       // [B, T, 3, H, D]
            .permute(2, 0, 3, 1, 4)                             // [3, B, H, T, D]
            .split([2, 1], dim: 0);
        var (queriesAndKeys, values) = (parts[0], parts[1][0]); // [2, B, H, T, D], [B, H, T, D]
        if (config.QueryKeyNorm)
        {
            queriesAndKeys = nn.functional.layer_norm(queriesAndKeys, [config.HeadSize]);
        }

        if (rotary is not null)
        {
            queriesAndKeys = rotary.Apply(queriesAndKeys);
        }

        var turned = queriesAndKeys.unbind(0);                  // two of [B, H, T, D]
        var dropout = training ? config.Dropout : 0;
        var mixed = nn.functional.scaled_dot_product_attention(turned[0], turned[1], values, p: dropout, is_casual: true); // [B, H, T, D]
        var merged = output.call(mixed.transpose(1, 2).reshape(B, T, C)); // [B, T, C]
        return nn.functional.dropout(merged, config.Dropout, training).MoveToOuterDisposeScope();
    }
}
