using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Lets every position collect from the positions before it what its query asks for.
/// softmax(Q·Kᵀ / √D)·V per head, with later positions masked out. (Vaswani et al. 2017, section 3.2; chapters 02 and 03.)
/// Where fewer heads have keys and values than ask, each of them answers a group of queries (Ainslie et al. 2023, section 2.2).
/// </summary>
public sealed class CausalSelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly GptConfig config;
    private readonly RotaryEmbedding? rotary;
    private readonly nn.Module<Tensor, Tensor> queryKeyValue;
    private readonly nn.Module<Tensor, Tensor>? queryNorm;
    private readonly nn.Module<Tensor, Tensor>? keyNorm;
    private readonly nn.Module<Tensor, Tensor> output;

    /// <summary>Creates the attention of one block; the rotary angles are shared by all blocks.</summary>
    public CausalSelfAttention(GptConfig config, RotaryEmbedding? rotary) : base(nameof(CausalSelfAttention))
    {
        this.config = config;
        this.rotary = rotary;
        var sizes = config.QueryKeyValueSizes;
        queryKeyValue = TransformerBlock.CreateLinear(config, config.EmbeddingSize, sizes.Sum(), config.QueryKeyValueBias ?? config.Bias);
        output = TransformerBlock.CreateLinear(config, sizes[0], config.EmbeddingSize, config.Bias);
        if (config.QueryKeyNorm)
        {
            queryNorm = TransformerBlock.CreateNorm(config, config.HeadSize);
            keyNorm = TransformerBlock.CreateNorm(config, config.HeadSize);
        }

        RegisterComponents();
    }

    /// <summary>Mixes information across positions. [B, T, C] -> [B, T, C].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (queries, keys, values) = Project(x, 0);
        var dropout = training ? config.Dropout : 0;
        var mixed = config.Positions == PositionKind.Alibi  // [B, H, T, D]
            ? nn.functional.scaled_dot_product_attention(queries, keys, values, AlibiBias.Create(config.Heads, x.shape[1], x.device), dropout)
            : nn.functional.scaled_dot_product_attention(queries, keys, values, p: dropout, is_casual: true);
        var merged = output.call(mixed.transpose(1, 2).flatten(2)); // [B, T, C]
        return nn.functional.dropout(merged, config.Dropout, training).MoveToOuterDisposeScope();
    }

    /// <summary>The same for one more position alone: what the earlier ones answer with lies in the cache. [B, 1, C] -> [B, 1, C].</summary>
    internal Tensor Extend(Tensor x, KVCache cache, int layer)
    {
        using var scope = NewDisposeScope();
        var (queries, newKeys, newValues) = Project(x, cache.Length);
        var (keys, values) = cache.Append(layer, newKeys, newValues);                          // [B, H, T, D]
        var mixed = nn.functional.scaled_dot_product_attention(queries, keys, values);         // [B, H, 1, D]
        return output.call(mixed.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();        // [B, 1, C]
    }

    /// <summary>How much each position takes from each earlier one, softmax(Q·Kᵀ / √D), written out. [B, T, C] -> [B, H, T, T].</summary>
    public Tensor Weights(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (queries, keys, _) = Project(x, 0);
        var scores = TensorMath.MatMul(queries, keys.transpose(-1, -2)) / Math.Sqrt(config.HeadSize);
        var T = x.shape[1];
        scores = config.Positions == PositionKind.Alibi
            ? scores + AlibiBias.Create(config.Heads, T, x.device)
            : scores.masked_fill(ones(T, T, dtype: ScalarType.Bool, device: x.device).triu(1), double.NegativeInfinity);
        return scores.softmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>Of what the heads collect, the part that comes from exactly so many positions back. [B, T, C] -> [B, T, H·D].</summary>
    internal Tensor PartFrom(Tensor x, int distance)
    {
        using var scope = NewDisposeScope();
        var (_, _, values) = Project(x, 0);                                                                   // [B, H, T, D]
        var there = ones(x.shape[1], x.shape[1], device: x.device).tril(-distance).triu(-distance);           // [T, T]
        return TensorMath.MatMul(Weights(x) * there, values).transpose(1, 2).flatten(2).MoveToOuterDisposeScope();
    }

    /// <summary>Queries, keys and values of all heads, with positions and norms applied. [B, T, C] -> three of [B, H, T, D].</summary>
    private (Tensor Queries, Tensor Keys, Tensor Values) Project(Tensor x, long first)
    {
        var (B, T) = (x.shape[0], x.shape[1]);
        var (H, K) = (config.Heads, config.KeyValueHeads ?? config.Heads);
        var parts = queryKeyValue.call(x)                     // [B, T, (H + 2K)·D]
            .view(B, T, H + (2 * K), config.HeadSize)         // [B, T, H + 2K, D]
            .transpose(1, 2)                                  // [B, H + 2K, T, D]
            .split([H + K, K], dim: 1);
        var (queriesAndKeys, values) = (parts[0], parts[1]);  // [B, H + K, T, D], [B, K, T, D]
        if (queryNorm is not null)
        {
            var unnormed = queriesAndKeys.split([H, K], dim: 1);
            queriesAndKeys = cat([queryNorm.call(unnormed[0]), keyNorm!.call(unnormed[1])], 1);
        }

        if (rotary is not null)
        {
            queriesAndKeys = rotary.Apply(queriesAndKeys, first);
        }

        var turned = queriesAndKeys.split([H, K], dim: 1);    // [B, H, T, D], [B, K, T, D]
        return (turned[0], Repeat(turned[1], H / K), Repeat(values, H / K));
    }

    /// <summary>Every head of keys or values, once for each query that it serves. [B, K, T, D] -> [B, K·times, T, D].</summary>
    private static Tensor Repeat(Tensor heads, int times) => times == 1 ? heads : heads.repeat_interleave(times, 1);
}
