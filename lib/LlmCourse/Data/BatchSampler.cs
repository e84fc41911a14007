using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// Gives batches of random windows of a dataset, for ever. The same seed gives the same batches, and <see cref="State"/> lets a
/// resumed training go on with the very batch that would have come next. (Chapter 04.)
/// </summary>
public sealed class BatchSampler : IBatchSource
{
    private readonly TokenDataset data;
    private readonly int batchSize;
    private readonly int length;
    private readonly SamplingMode mode;
    private readonly long[] offsets;
    private readonly ShuffledEpochs epochs; // where the windows of an epoch begin; of random offsets only the generator is used

    /// <summary>Creates a sampler.</summary>
    /// <param name="data">The tokens; not disposed by the sampler.</param>
    /// <param name="batchSize">Windows per batch, B.</param>
    /// <param name="length">Tokens per window, T.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <param name="mode">How windows are chosen.</param>
    /// <exception cref="ArgumentException">A number makes no sense, or the dataset is too short for one window.</exception>
    public BatchSampler(TokenDataset data, int batchSize, int length, int seed = 42, SamplingMode mode = SamplingMode.RandomOffsets)
    {
        if (batchSize < 1 || length < 1)
        {
            throw new ArgumentException($"The batch size ({batchSize}) and the window length ({length}) must both be at least 1.");
        }

        if (data.Length < length + 1L)
        {
            throw new ArgumentException(
                $"The dataset has {data.Length} tokens, but a window of {length} tokens and the one to predict after it need {length + 1L}; use a longer text or a shorter window.");
        }

        (this.data, this.batchSize, this.length, this.mode) = (data, batchSize, length, mode);
        offsets = new long[batchSize];
        epochs = new ShuffledEpochs(random => mode == SamplingMode.ShuffledEpochs ? DrawEpoch(random) : [], "window");
        State = new BatchSamplerState(new SeededRandom(seed).State, 0, 0);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The state was not made by a sampler of this dataset, window length and mode.</exception>
    public BatchSamplerState State
    {
        get => mode == SamplingMode.RandomOffsets ? epochs.State with { Random = epochs.Random.State } : epochs.State;
        set => epochs.State = value;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        for (var row = 0; row < batchSize; row++)
        {
            offsets[row] = mode == SamplingMode.RandomOffsets ? epochs.Random.NextInt64(data.Length - length) : epochs.Next();
        }

        return Batch.Of(data, offsets, length);
    }

    /// <summary>Where the windows of a new epoch begin: side by side from a random first place, in random order.</summary>
    private long[] DrawEpoch(SeededRandom random)
    {
        var first = random.NextInt64(Math.Min(length, data.Length - length));
        var starts = new long[(data.Length - 1 - first) / length];
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = first + ((long)i * length);
        }

        random.Shuffle<long>(starts);
        return starts;
    }
}
