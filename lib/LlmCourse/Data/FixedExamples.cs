using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// A fixed number of examples out of a source that would give others for ever, in random order, each once in an epoch: so one can ask how many
/// examples a skill needs. (Chapter 13.)
/// </summary>
public sealed class FixedExamples : IBatchSource
{
    private readonly long[][] inputs;
    private readonly long[][] targets;
    private readonly int batchSize;
    private readonly ShuffledEpochs order;

    /// <summary>Takes the next examples of a source.</summary>
    /// <param name="source">Where the examples come from; all of the same length.</param>
    /// <param name="count">Examples.</param>
    /// <param name="batchSize">Examples per batch.</param>
    /// <param name="seed">Seed of their order.</param>
    /// <exception cref="ArgumentException">There is no example, or no room for one in a batch.</exception>
    public FixedExamples(IBatchSource source, int count, int batchSize, int seed = 42)
    {
        if (count < 1 || batchSize < 1)
        {
            throw new ArgumentException($"There must be at least 1 example ({count}), and at least 1 per batch ({batchSize}).");
        }

        List<(long[] Inputs, long[] Targets)> rows = [];
        while (rows.Count < count)
        {
            using var batch = source.Next();
            rows.AddRange(Rows(batch.Inputs).Zip(Rows(batch.Targets)));
        }

        (inputs, targets, this.batchSize) = ([.. rows.Take(count).Select(row => row.Inputs)], [.. rows.Take(count).Select(row => row.Targets)], batchSize);
        order = new ShuffledEpochs(Shuffled, "example") { State = new BatchSamplerState((ulong)seed, 0, 0) };
    }

    /// <summary>Number of examples.</summary>
    public int Count => inputs.Length;

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => order.State;
        set => order.State = value;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        var chosen = Enumerable.Range(0, batchSize).Select(_ => order.Next()).ToArray();
        return new Batch(Rectangle([.. chosen.Select(i => inputs[i])]), Rectangle([.. chosen.Select(i => targets[i])]));
    }

    private static IEnumerable<long[]> Rows(torch.Tensor tokens) => tokens.data<long>().ToArray().Chunk((int)tokens.shape[1]);

    private static torch.Tensor Rectangle(long[][] rows) => torch.tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);

    private long[] Shuffled(SeededRandom random)
    {
        var numbers = Enumerable.Range(0, inputs.Length).Select(i => (long)i).ToArray();
        random.Shuffle<long>(numbers);
        return numbers;
    }
}
