using LlmCourse.Tokenization;

namespace LlmCourse.Data;

/// <summary>A text, a token per character, cut in two: the first nine tenths to train on, the rest to validate with.</summary>
public sealed class CharacterData : ITrainingData
{
    private readonly TokenDataset all;
    private readonly TokenDataset train;
    private readonly TokenDataset validation;

    /// <summary>Cuts a text.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public CharacterData(string text)
    {
        Tokenizer = new CharTokenizer(text);
        all = TokenDataset.FromText(text, Tokenizer);
        (train, validation) = all.Split();
    }

    /// <inheritdoc/>
    public ITokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public int VocabularySize => all.VocabularySize;

    /// <inheritdoc/>
    public IBatchSource CreateBatches(int batchSize, int length, int seed, SamplingMode sampling) => new BatchSampler(train, batchSize, length, seed, sampling);

    /// <inheritdoc/>
    public IEnumerable<Batch> ValidationBatches(int length) => EvaluationBatches.Of(validation, 64, length);

    /// <summary>Nobody knows where a text comes from.</summary>
    public double? OracleLoss(int length) => null;

    /// <summary>Nobody knows where a text comes from.</summary>
    public double? Entropy(int length) => null;

    /// <inheritdoc/>
    public void Dispose() => all.Dispose();
}
