using LlmCourse.Runtime;
using System.Diagnostics.CodeAnalysis;

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
    private SeededRandom random;
    private readonly long[] offsets;
    private long[] order; // where the windows of the current epoch begin, as drawn
    private BatchSamplerState epoch;

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
        State = new BatchSamplerState(new SeededRandom(seed).State, 0, 0);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The state was not made by a sampler of this dataset, window length and mode.</exception>
    public BatchSamplerState State
    {
        get => mode == SamplingMode.RandomOffsets ? epoch with { Random = random.State } : epoch;
        [MemberNotNull(nameof(epoch), nameof(random), nameof(order))]
        set
        {
            var newRandom = new SeededRandom((long)value.Random);
            var newOrder = mode == SamplingMode.ShuffledEpochs ? DrawEpoch(newRandom) : [];
            if (value.Position < 0 || value.Position > newOrder.Length)
            {
                throw new ArgumentException(
                    $"The state stands at window {value.Position} of its epoch, but the epochs of this sampler have {newOrder.Length} windows; use the data, window length and mode that it was made with.");
            }

            (epoch, random, order) = (value, newRandom, newOrder);
        }
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        for (var row = 0; row < batchSize; row++)
        {
            offsets[row] = mode == SamplingMode.RandomOffsets ? random.NextInt64(data.Length - length) : NextOfEpoch();
        }

        return Batch.Of(data, offsets, length);
    }

    private long NextOfEpoch()
    {
        if (epoch.Position == order.Length)
        {
            epoch = new BatchSamplerState(random.State, epoch.Epoch + 1, 0);
            order = DrawEpoch(random);
        }

        epoch = epoch with { Position = epoch.Position + 1 };
        return order[epoch.Position - 1];
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
