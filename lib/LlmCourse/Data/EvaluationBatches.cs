namespace LlmCourse.Data;

/// <summary>Cuts a dataset into consecutive windows for an evaluation that leaves nothing out.</summary>
public static class EvaluationBatches
{
    /// <summary>
    /// All windows of <paramref name="length"/> tokens in order, side by side; every token but the first is a target exactly once. What is left at
    /// the end comes as one shorter window. The caller disposes the batches.
    /// </summary>
    /// <exception cref="ArgumentException">A number is below 1, or the dataset has fewer than two tokens.</exception>
    public static IEnumerable<Batch> Of(TokenDataset data, int batchSize, int length)
    {
        if (batchSize < 1 || length < 1)
        {
            throw new ArgumentException($"The batch size ({batchSize}) and the window length ({length}) must both be at least 1.");
        }

        return data.Length >= 2
            ? Cut(data, batchSize, length)
            : throw new ArgumentException($"The dataset has {data.Length} tokens, but an evaluation needs at least 2: one to read and one to predict.");
    }

    private static IEnumerable<Batch> Cut(TokenDataset data, int batchSize, int length)
    {
        var whole = (data.Length - 1) / length; // windows of full length
        for (var first = 0L; first < whole; first += batchSize)
        {
            var offsets = new long[Math.Min(batchSize, whole - first)];
            for (var row = 0; row < offsets.Length; row++)
            {
                offsets[row] = (first + row) * length;
            }

            yield return Batch.Of(data, offsets, length);
        }

        var rest = (int)((data.Length - 1) % length);
        if (rest > 0)
        {
            yield return Batch.Of(data, [whole * length], rest);
        }
    }
}
