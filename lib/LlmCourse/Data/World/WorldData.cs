using System.Collections.Concurrent;
using LlmCourse.Tokenization;

namespace LlmCourse.Data.World;

/// <summary>A synthetic world as the data of a study: fresh text for every training, the same rows to measure all of them on. (Chapter 05.)</summary>
/// <param name="world">The world.</param>
/// <param name="validationTokens">About how many tokens models are measured on.</param>
/// <param name="visitors">
/// Share of the rows to train on that are news about visitors, of whom nothing is known but what the row itself says. (Chapter 10.)
/// </param>
public sealed class WorldData(SyntheticWorld world, int validationTokens = WorldData.UsualValidationTokens, double visitors = 0) : ITrainingData
{
    /// <summary>The tokens that models are measured on where nothing else is said.</summary>
    public const int UsualValidationTokens = 1 << 16;

    private readonly ConcurrentDictionary<int, Lazy<WorldSample>> samples = [];

    /// <inheritdoc/>
    public ITokenizer Tokenizer => world.Tokenizer;

    /// <inheritdoc/>
    public int VocabularySize => world.Tokenizer.VocabularySize;

    /// <summary>Fresh text for one training; nothing is seen twice, so there is nothing to choose in <paramref name="sampling"/>.</summary>
    /// <exception cref="ArgumentException">A number is below 1, or the seed is negative.</exception>
    public IBatchSource CreateBatches(int batchSize, int length, int seed, SamplingMode sampling)
    {
        var rows = Math.Min(batchSize - 1, (int)Math.Round(visitors * batchSize)); // the town is never left out
        return rows == 0
            ? world.TrainingBatches(batchSize, length, seed)
            : new MixedBatches(seed, world.TrainingBatches(batchSize - rows, length, seed), new VisitorBatches(world, rows, length, seed));
    }

    /// <inheritdoc/>
    public IEnumerable<Batch> ValidationBatches(int length) => Sample(length).Batches();

    /// <inheritdoc/>
    public double? OracleLoss(int length) => Sample(length).OracleLoss;

    /// <inheritdoc/>
    public double? Entropy(int length) => Sample(length).ExpectedLoss;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sample in samples.Values.Where(sample => sample.IsValueCreated))
        {
            sample.Value.Dispose();
        }
    }

    private WorldSample Sample(int length) =>
        samples.GetOrAdd(length, _ => new Lazy<WorldSample>(() => world.ValidationSample(Math.Max(1, validationTokens / length), length))).Value;
}
