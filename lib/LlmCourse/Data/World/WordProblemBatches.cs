using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data.World;

/// <summary>
/// Texts in which someone solves word problems, for ever: half of them step by step, half at once. Only problems of the training occur, so that a test stays a test. They are
/// the part of a pre-training text that a reasoner can build on. (Chapter 16.)
/// </summary>
public sealed class WordProblemBatches : IBatchSource
{
    private readonly SyntheticWorld world;
    private readonly WordProblemWriter writer;
    private readonly int batchSize, length, mostSteps;
    private readonly SeededRandom random;

    /// <summary>Creates a source of batches.</summary>
    /// <param name="world">The world that the problems are about.</param>
    /// <param name="batchSize">Rows per batch, B.</param>
    /// <param name="length">Tokens per row, T.</param>
    /// <param name="mostSteps">Problems have one step, or two, and so on up to this number.</param>
    /// <param name="seed">Seed of the problems.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there are no problems of so many steps.</exception>
    public WordProblemBatches(SyntheticWorld world, int batchSize, int length, int mostSteps, int seed)
    {
        if (batchSize < 1 || length < 1 || mostSteps is < 1 or > WordProblemWriter.MostSteps)
        {
            throw new ArgumentException($"The batch size ({batchSize}) and the row length ({length}) must be at least 1, and the most steps ({mostSteps}) between 1 and {WordProblemWriter.MostSteps}.");
        }

        (this.world, this.batchSize, this.length, this.mostSteps) = (world, batchSize, length, mostSteps);
        (writer, random) = (new WordProblemWriter(world), new SeededRandom(seed));
    }

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        var rows = Enumerable.Range(0, batchSize).Select(_ => Row()).ToArray(); // [B][T + 1]
        return new Batch(
            torch.tensor(rows.SelectMany(row => row.SkipLast(1)).ToArray(), [batchSize, length]),
            torch.tensor(rows.SelectMany(row => row.Skip(1)).ToArray(), [batchSize, length]));
    }

    private long[] Row()
    {
        var row = new List<long>(length + 1) { SyntheticWorld.Boundary };
        while (row.Count <= length)
        {
            var problem = writer.WriteToTrain(1 + random.NextInt32(mostSteps), random);
            row.AddRange(world.Tokenizer.Encode($"{problem.Question} {(random.NextInt32(2) == 0 ? problem.Solution : problem.ShortSolution)}").Select(token => (long)token));
            row.Add(SyntheticWorld.Boundary);
        }

        return [.. row.Take(length + 1)];
    }
}
