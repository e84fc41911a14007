using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data.World;

/// <summary>
/// Fresh text of a world for ever, in rows that begin at a document boundary: no document is seen twice, and a row never begins in the middle
/// of one, where a reader would miss what the grammar knows.
/// </summary>
internal sealed class WorldBatches(SyntheticWorld world, int batchSize, int length, long seed) : IBatchSource
{
    private readonly SeededRandom random = new(seed);
    private readonly int[] row = new int[length];

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        var inputs = new long[batchSize * length];
        var targets = new long[batchSize * length];
        for (var start = 0; start < inputs.Length; start += length)
        {
            world.Language.Fill(random, row);
            inputs[start] = SyntheticWorld.Boundary;
            for (var i = 0; i < length; i++)
            {
                targets[start + i] = row[i];
            }

            targets.AsSpan(start, length - 1).CopyTo(inputs.AsSpan(start + 1));
        }

        return new Batch(torch.tensor(inputs, [batchSize, length]), torch.tensor(targets, [batchSize, length]));
    }
}
