using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// The keys and values of all positions that a model has read so far. They never change, since nobody sees what comes later; so a text can grow token by
/// token, and each is read once. (Chapters 12 and 15.)
/// </summary>
public sealed class KVCache : IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;

    /// <summary>Makes room for texts of a model.</summary>
    /// <param name="config">The model.</param>
    /// <param name="rows">Texts side by side, B.</param>
    /// <param name="capacity">The longest text, T.</param>
    /// <param name="device">Where the model is; the processor when null.</param>
    /// <exception cref="ArgumentException">The text is longer than the context, or the model's positions cannot be read one by one.</exception>
    public KVCache(GptConfig config, int rows, int capacity, Device? device = null)
    {
        if (rows < 1 || capacity < 1 || capacity > config.ContextLength)
        {
            throw new ArgumentException($"A cache needs at least 1 row ({rows}) of at least 1 token ({capacity}), and no more than the context's {config.ContextLength}.");
        }

        if (config.Positions is not (PositionKind.Rotary or PositionKind.Learned) || config.TokenShift > 0 || config.NormPlacement != NormPlacement.Pre)
        {
            throw new ArgumentException("Token by token a model is read with rotary or learned positions, without token shift, and with its norms before its parts; read the others as a whole.");
        }

        (Rows, Capacity) = (rows, capacity);
        long[] shape = [rows, config.Heads, capacity, config.HeadSize];
        Tensor[] Room() => [.. Enumerable.Range(0, config.Layers).Select(_ => zeros(shape, device: device).DetachFromDisposeScope())];
        (keys, values) = (Room(), Room());
    }

    /// <summary>Texts side by side, B.</summary>
    public int Rows { get; }

    /// <summary>Tokens that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Tokens read so far.</summary>
    public int Length { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in keys.Concat(values))
        {
            tensor.Dispose();
        }
    }

    /// <summary>Keeps a position's keys and values, and gives those of all. [B, H, 1, D] twice -> [B, H, T, D] twice.</summary>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor newKeys, Tensor newValues)
    {
        keys[layer].narrow(2, Length, 1).copy_(newKeys);
        values[layer].narrow(2, Length, 1).copy_(newValues);
        return (keys[layer].narrow(2, 0, Length + 1), values[layer].narrow(2, 0, Length + 1));
    }

    /// <summary>All layers have kept the position.</summary>
    internal void Advance() => Length++;

    internal void RequireRoom(long rows)
    {
        if (rows != Rows || Length == Capacity)
        {
            throw new ArgumentException($"The cache holds {Rows} rows of {Capacity} tokens, of which {Length} are read; {rows} tokens more do not fit. Make a larger one.");
        }
    }
}
