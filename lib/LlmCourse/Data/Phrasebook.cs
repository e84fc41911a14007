using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Sentences of words that have nothing to do with each other, and their translation word by word into a language in which every word is another one. Each
/// word must be learnt by itself, the frequent ones come early (Zipf 1949): a skill that is made of many small pieces. (The quanta of
/// Michaud et al. 2023, section 2; chapter 08.)
/// </summary>
public sealed class Phrasebook : IBatchSource
{
    private const long NotAsked = -100;
    private readonly int batchSize;
    private readonly long[] translation;
    private readonly double[] frequencies; // of a word and all more frequent ones, up to 1
    private readonly SeededRandom random;

    /// <summary>Creates a language and a source of sentences.</summary>
    /// <param name="words">Number of different words.</param>
    /// <param name="sentence">Words in a sentence.</param>
    /// <param name="batchSize">Sentences per batch.</param>
    /// <param name="seed">Seed of the language and of the sentences that are trained on.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public Phrasebook(int words, int sentence, int batchSize, int seed = 42)
    {
        if (words < 2 || sentence < 1 || batchSize < 1)
        {
            throw new ArgumentException($"A phrasebook needs at least 2 words ({words}), 1 word per sentence ({sentence}) and 1 sentence per batch ({batchSize}).");
        }

        (Words, Sentence, this.batchSize, random) = (words, sentence, batchSize, new SeededRandom(seed));
        translation = [.. Enumerable.Range(0, words)];
        random.Shuffle<long>(translation);
        double[] shares = [.. Enumerable.Range(1, words).Select(rank => 1.0 / rank)];
        var (sum, total) = (0.0, shares.Sum());
        frequencies = [.. shares.Select(share => (sum += share) / total)];
    }

    /// <summary>Number of different words.</summary>
    public int Words { get; }

    /// <summary>Words in a sentence, which is the length of an answer, A.</summary>
    public int Sentence { get; }

    /// <summary>Number of different tokens, V: the words and "=".</summary>
    public int VocabularySize => Words + 1;

    /// <summary>Tokens that a model reads, T: a sentence, "=", and all but the last word of the translation.</summary>
    public int Length => 2 * Sentence;

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        var (inputs, targets) = (new long[batchSize][], new long[batchSize][]);
        for (var row = 0; row < batchSize; row++)
        {
            long[] words = [.. Enumerable.Range(0, Sentence).Select(_ => (long)Frequent(random.NextDouble()))];
            long[] text = [.. words, Words, .. words.Select(word => translation[word])];
            inputs[row] = text[..^1];
            targets[row] = [.. text[1..].Select((token, i) => i < Sentence ? NotAsked : token)];
        }

        return new Batch(Rectangle(inputs), Rectangle(targets));
    }

    /// <summary>Sentences in which every word is equally frequent: a test of the whole dictionary. Questions [count, A + 1] and right answers [count, A], int64.</summary>
    public (torch.Tensor Questions, torch.Tensor Answers) Test(int count, int seed)
    {
        var chosen = new SeededRandom(seed);
        long[][] sentences = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Sentence).Select(_ => chosen.NextInt64(Words)).ToArray())];
        return (Rectangle([.. sentences.Select(words => words.Append(Words).ToArray())]), Rectangle([.. sentences.Select(words => words.Select(word => translation[word]).ToArray())]));
    }

    private static torch.Tensor Rectangle(long[][] rows) => torch.tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);

    private int Frequent(double chance)
    {
        var place = Array.BinarySearch(frequencies, chance);
        return Math.Min(place < 0 ? ~place : place, Words - 1);
    }
}
