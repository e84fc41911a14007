using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Random tokens that come again and again: each sequence draws how many, then as many tokens, and repeats them to its end. The first time
/// nothing can be guessed; from then on everything can, by whoever looks for the last time that the token at hand was there. How far back
/// that is differs from sequence to sequence, so that no fixed distance helps. (Olsson et al. 2022, section on induction heads; chapter 07.)
/// </summary>
public sealed class RepeatedSequences : IBatchSource
{
    private readonly int batchSize;
    private readonly SeededRandom random;

    /// <summary>Creates a source of sequences.</summary>
    /// <param name="vocabularySize">Number of different tokens, V.</param>
    /// <param name="length">Tokens per sequence, T.</param>
    /// <param name="shortest">The shortest part that is repeated.</param>
    /// <param name="longest">The longest part that is repeated.</param>
    /// <param name="batchSize">Sequences per batch.</param>
    /// <param name="seed">Seed of the sequences.</param>
    /// <exception cref="ArgumentException">A number is below 1, or the longest part is shorter than the shortest.</exception>
    public RepeatedSequences(int vocabularySize, int length, int shortest, int longest, int batchSize, int seed = 42)
    {
        if (vocabularySize < 1 || length < 1 || shortest < 1 || batchSize < 1)
        {
            throw new ArgumentException($"Repeated sequences need at least 1 token in the vocabulary ({vocabularySize}), per sequence ({length}) and per part ({shortest}), and 1 sequence per batch ({batchSize}).");
        }

        if (longest < shortest)
        {
            throw new ArgumentException($"The longest part ({longest}) must be at least as long as the shortest ({shortest}).");
        }

        (VocabularySize, Length, Shortest, Longest, this.batchSize) = (vocabularySize, length, shortest, longest, batchSize);
        random = new SeededRandom(seed);
    }

    /// <summary>Number of different tokens, V.</summary>
    public int VocabularySize { get; }

    /// <summary>Tokens per sequence, T.</summary>
    public int Length { get; }

    /// <summary>The shortest part that is repeated.</summary>
    public int Shortest { get; }

    /// <summary>The longest part that is repeated.</summary>
    public int Longest { get; }

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        var inputs = new long[batchSize * Length];
        var targets = new long[batchSize * Length];
        for (var row = 0; row < batchSize; row++)
        {
            var part = new long[Shortest + random.NextInt32(Longest - Shortest + 1)];
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = random.NextInt64(VocabularySize);
            }

            for (var t = 0; t < Length; t++)
            {
                inputs[(row * Length) + t] = part[t % part.Length];
                targets[(row * Length) + t] = part[(t + 1) % part.Length];
            }
        }

        return new Batch(torch.tensor(inputs, [batchSize, Length]), torch.tensor(targets, [batchSize, Length]));
    }
}
