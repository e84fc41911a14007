using LlmCourse.Model;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// What a <see cref="Decoder"/> remembers of one text: the keys and values of every token that it has read, or, of a text that slides, of the last ones, in a ring in which the newest takes the place of
/// the oldest (Jiang et al. 2023, Mistral 7B, section 2). Texts have nothing to do with each other, and each may be of another length. (Chapter 15.)
/// </summary>
public sealed unsafe class DecoderText : IDisposable
{
    private readonly FloatArena arena = new();
    private readonly float* memory;
    private readonly int layers;
    private readonly int heads;
    private readonly int headSize;
    private readonly int shifted;
    private bool isDisposed;

    internal DecoderText(GptConfig config, int capacity, bool slides)
    {
        if (capacity < 1 || capacity > config.ContextLength)
        {
            throw new ArgumentException($"A text needs room for at least 1 token and at most the context's {config.ContextLength}, but {capacity} were asked for.");
        }

        if (slides && (config.Positions is PositionKind.Learned or PositionKind.Sinusoidal || capacity < 2))
        {
            throw new ArgumentException(capacity < 2
                ? "A text that slides needs room for at least 2 tokens."
                : $"A text can slide only where positions are relative, as rotary ones and ALiBi's are; with {config.Positions} positions the model knows none beyond {config.ContextLength}.");
        }

        (Config, Slides) = (config, slides);
        (layers, heads, headSize, Capacity) = (config.Layers, config.KeyValueHeads ?? config.Heads, config.HeadSize, capacity);
        shifted = config.ShiftedChannels;
        memory = arena.Take(layers * LayerSize);
    }

    /// <summary>The model that it is read by.</summary>
    internal GptConfig Config { get; }

    /// <summary>Tokens that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>True where a token that finds no room takes that of the oldest, which is forgotten.</summary>
    public bool Slides { get; }

    /// <summary>Tokens read so far.</summary>
    public int Length { get; internal set; }

    /// <summary>Bytes that are kept for it.</summary>
    public long Bytes => layers * LayerSize * sizeof(float);

    /// <summary>Keys and values, and of a model with token shift the channels that the next token will look back at.</summary>
    private long LayerSize => ((long)Capacity * 2 * heads * headSize) + (2L * shifted * ShiftedRoom);

    /// <summary>In a ring a step must not write over what its first token still looks back at.</summary>
    private int ShiftedRoom => Slides ? Capacity + Decoder.MostRows : Capacity;

    /// <summary>Forgets all tokens but the first ones; what was forgotten can be read again in another way.</summary>
    /// <exception cref="ArgumentException">There are not so many, or the oldest are forgotten already.</exception>
    public void Truncate(int length) => Length = length < 0 || length > Length
        ? throw new ArgumentException($"The text has {Length} tokens, so {length} of them cannot be kept.")
        : Length > Capacity && length > 0 && length < Length
        ? throw new ArgumentException($"The text has {Length} tokens and remembers the last {Capacity}; it cannot go back to {length}.")
        : length;

    /// <summary>Takes over what another text of the same model remembers of its first tokens, so that a beginning that many texts share is read once.</summary>
    /// <exception cref="ArgumentException">The other has not read so many, they do not fit, or it is of another model.</exception>
    public void CopyFrom(DecoderText other, int length)
    {
        ObjectDisposedException.ThrowIf(isDisposed || other.isDisposed, this);
        if (length < 0 || length > other.Length || length > Capacity || other.Length > other.Capacity)
        {
            throw new ArgumentException($"{length} tokens cannot be taken over: the other text has read {other.Length}, and there is room for {Capacity}.");
        }

        if (Config != other.Config)
        {
            throw new ArgumentException("The other text is of another model.");
        }

        for (var layer = 0; layer < layers; layer++)
        {
            for (var head = 0; head < heads; head++)
            {
                VectorMath.Copy(other.Keys(layer, head), Keys(layer, head), (long)length * headSize);
                VectorMath.Copy(other.Values(layer, head), Values(layer, head), (long)length * headSize);
            }

            for (var part = 0; part < 2; part++)
            {
                VectorMath.Copy(other.Shifted(layer, part, 0), Shifted(layer, part, 0), (long)length * shifted);
            }
        }

        Length = length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isDisposed = true;
        arena.Dispose();
    }

    internal void RequireAlive() => ObjectDisposedException.ThrowIf(isDisposed, this);

    /// <summary>The keys of a head, token by token. [T, D]</summary>
    internal float* Keys(int layer, int head) => memory + (layer * LayerSize) + ((long)head * Capacity * headSize);

    /// <summary>The values of a head. [T, D]</summary>
    internal float* Values(int layer, int head) => Keys(layer, heads + head);

    /// <summary>What part 0 (attention) or 1 (feed-forward) of a layer will see of this token at the next one.</summary>
    internal float* Shifted(int layer, int part, int position) => Keys(layer, 2 * heads) + ((((long)part * ShiftedRoom) + (position % ShiftedRoom)) * shifted);

    /// <summary>Where a token's keys and values lie.</summary>
    internal int Slot(int position) => Slides ? position % Capacity : position;
}
