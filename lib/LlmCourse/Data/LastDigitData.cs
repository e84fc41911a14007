using LlmCourse.Tokenization;

namespace LlmCourse.Data;

/// <summary>The documents of <see cref="LastDigitProblems"/> as the data of a training. (Chapters 13 and 14.)</summary>
public sealed class LastDigitData : ITrainingData
{
    private const int ValidationDocuments = 128, ValidationSeed = -1;

    /// <inheritdoc/>
    public ITokenizer Tokenizer => LastDigitProblems.Tokenizer;

    /// <inheritdoc/>
    public int VocabularySize => Tokenizer.VocabularySize;

    /// <summary>Fresh documents for one training; nothing is seen twice, so there is nothing to choose in <paramref name="sampling"/>.</summary>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public IBatchSource CreateBatches(int batchSize, int length, int seed, SamplingMode sampling) => new LastDigitProblems(length, batchSize, seed);

    /// <inheritdoc/>
    public IEnumerable<Batch> ValidationBatches(int length)
    {
        yield return new LastDigitProblems(length, ValidationDocuments, ValidationSeed).Next();
    }

    /// <inheritdoc/>
    public double? OracleLoss(int length) => null;

    /// <inheritdoc/>
    public double? Entropy(int length) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Everything here is made when it is asked for.
    }
}
