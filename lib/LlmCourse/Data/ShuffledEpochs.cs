using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>Goes through things in random order, each once in an epoch, for ever, and can be set back to any place of it.</summary>
/// <param name="draw">The things of a new epoch, by number, in random order.</param>
/// <param name="unit">What the things are called in errors, as "window".</param>
internal sealed class ShuffledEpochs(Func<SeededRandom, long[]> draw, string unit)
{
    private BatchSamplerState epoch = new(0, 0, 0);
    private long[] order = [];

    /// <summary>Where it stands; the random state is the one that the epoch began with.</summary>
    /// <exception cref="ArgumentException">The place lies beyond the epoch's end: it is the state of another source.</exception>
    public BatchSamplerState State
    {
        get => epoch;
        set
        {
            var newRandom = new SeededRandom((long)value.Random);
            var newOrder = draw(newRandom);
            if (value.Position < 0 || value.Position > newOrder.Length)
            {
                throw new ArgumentException(
                    $"The state stands at {unit} {value.Position} of its epoch, but the epochs of this sampler have {newOrder.Length} {unit}s; use the data, window length and mode that it was made with.");
            }

            (epoch, Random, order) = (value, newRandom, newOrder);
        }
    }

    /// <summary>The generator, where the state has left it.</summary>
    public SeededRandom Random { get; private set; } = new(0);

    /// <summary>The next one.</summary>
    public long Next()
    {
        if (epoch.Position == order.Length)
        {
            epoch = new BatchSamplerState(Random.State, epoch.Epoch + 1, 0);
            order = draw(Random);
        }

        epoch = epoch with { Position = epoch.Position + 1 };
        return order[epoch.Position - 1];
    }
}
