using LlmCourse.Runtime;

namespace LlmCourse.Data.World;

/// <summary>
/// Rows of a world's text to measure models on, and what they cost someone who knows the grammar. A model's loss minus <see cref="OracleLoss"/>
/// is what it has yet to learn; both are measured on the same tokens, so that luck in the choice of the text cancels out.
/// </summary>
public sealed class WorldSample : IDisposable
{
    internal WorldSample(SyntheticWorld world, int rows, int length, long seed)
    {
        if (rows < 1 || length < 1)
        {
            throw new ArgumentException($"A sample needs at least 1 row ({rows}) of at least 1 token ({length}).");
        }

        (Rows, Length) = (rows, length);
        var random = new SeededRandom(seed);
        var tokens = new int[rows * (length + 1)];
        var (sum, squares) = (0.0, 0.0);
        for (var start = 0; start < tokens.Length; start += length + 1)
        {
            tokens[start] = SyntheticWorld.Boundary;
            world.Language.Fill(random, tokens.AsSpan(start + 1, length));
            var loss = world.Language.Surprises(tokens.AsSpan(start + 1, length)).Average();
            (sum, squares) = (sum + loss, squares + (loss * loss));
        }

        Tokens = TokenDataset.FromIds(tokens, world.Tokenizer.VocabularySize);
        OracleLoss = sum / rows;
        StandardError = Math.Sqrt(((squares / rows) - (OracleLoss * OracleLoss)) / Math.Max(1, rows - 1));
        ExpectedLoss = world.Language.EntropyOfFirst(length) / length;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Tokens to predict in each row, T.</summary>
    public int Length { get; }

    /// <summary>The rows side by side, T + 1 tokens each; each begins with a boundary.</summary>
    public TokenDataset Tokens { get; }

    /// <summary>Mean surprise of these very tokens under the grammar, in nats per token.</summary>
    public double OracleLoss { get; }

    /// <summary>The expectation of <see cref="OracleLoss"/> over all rows of this length, exactly: the entropy that no model's loss gets below.</summary>
    public double ExpectedLoss { get; }

    /// <summary>How far <see cref="OracleLoss"/> usually lies from its expectation, by the luck of the rows.</summary>
    public double StandardError { get; }

    /// <summary>The rows in batches; every token but the boundaries is a target once. The caller disposes the batches.</summary>
    public IEnumerable<Batch> Batches(int batchSize = 64)
    {
        for (var first = 0; first < Rows; first += batchSize)
        {
            var offsets = Enumerable.Range(first, Math.Min(batchSize, Rows - first)).Select(row => (long)row * (Length + 1)).ToArray();
            yield return Batch.Of(Tokens, offsets, Length);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Tokens.Dispose();
}
