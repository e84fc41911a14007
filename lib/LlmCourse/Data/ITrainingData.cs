using LlmCourse.Tokenization;

namespace LlmCourse.Data;

/// <summary>
/// What a whole study trains on: batches for as many trainings as are wanted, and for all of them the same text to be measured on. Trainings side by
/// side may use it at the same time.
/// </summary>
public interface ITrainingData : IDisposable
{
    /// <summary>What turns its texts into tokens, and what a model trained on it is sampled with.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Number of different tokens, V.</summary>
    public int VocabularySize { get; }

    /// <summary>Batches for one training; equal seeds give equal batches.</summary>
    /// <exception cref="ArgumentException">The data cannot be cut like this.</exception>
    public IBatchSource CreateBatches(int batchSize, int length, int seed, SamplingMode sampling);

    /// <summary>All that a model is measured on, in rows of <paramref name="length"/> tokens. The caller disposes the batches.</summary>
    public IEnumerable<Batch> ValidationBatches(int length);

    /// <summary>The loss on <see cref="ValidationBatches"/> of one who knows the source of the data, in nats per token; null where nobody does.</summary>
    public double? OracleLoss(int length);

    /// <summary>What <see cref="OracleLoss"/> is on average over all texts of the source, exactly: no model's loss gets below it. Null where nobody knows it.</summary>
    public double? Entropy(int length);
}
