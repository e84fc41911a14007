using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// A test of memory: random letters, and after each of them a question of how many letters back to look. "1" asks for the letter just
/// read, "2" for the one before it. Nothing can be guessed, so the accuracy at each distance says what a model has kept.
/// (After the long time lag problems of Hochreiter and Schmidhuber 1997, section 5; chapter 02.)
/// </summary>
public sealed class RecallTask : IBatchSource
{
    /// <summary>The target where nothing is asked; the loss leaves it out.</summary>
    public const long NotAsked = -100;

    private readonly int questions;
    private readonly int batchSize;
    private readonly SeededRandom random;

    /// <summary>Creates a source of sequences.</summary>
    /// <param name="letters">Number of different letters; tokens 0 to letters - 1.</param>
    /// <param name="farthest">The largest distance that is asked for; distance d is the token letters + d - 1.</param>
    /// <param name="questions">Letters per sequence, and as many questions.</param>
    /// <param name="batchSize">Sequences per batch.</param>
    /// <param name="seed">Seed of the sequences.</param>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public RecallTask(int letters, int farthest, int questions, int batchSize, int seed = 42)
    {
        if (letters < 1 || farthest < 1 || questions < 1 || batchSize < 1)
        {
            throw new ArgumentException($"A recall task needs at least 1 letter ({letters}), distance ({farthest}), question ({questions}) and sequence per batch ({batchSize}).");
        }

        (Letters, Farthest, this.questions, this.batchSize) = (letters, farthest, questions, batchSize);
        random = new SeededRandom(seed);
    }

    /// <summary>Number of different letters.</summary>
    public int Letters { get; }

    /// <summary>The largest distance that is asked for.</summary>
    public int Farthest { get; }

    /// <summary>Number of different tokens, V.</summary>
    public int VocabularySize => Letters + Farthest;

    /// <summary>Tokens per sequence, T.</summary>
    public int Length => 2 * questions;

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
            var sequence = inputs.AsSpan(row * Length, Length);
            var answers = targets.AsSpan(row * Length, Length);
            for (var i = 0; i < Length; i += 2)
            {
                var distance = 1 + random.NextInt32(Farthest);
                (sequence[i], sequence[i + 1]) = (random.NextInt64(Letters), Letters + distance - 1);
                var place = i - (2 * (distance - 1));
                (answers[i], answers[i + 1]) = (NotAsked, place >= 0 ? sequence[place] : NotAsked);
            }
        }

        return new Batch(torch.tensor(inputs, [batchSize, Length]), torch.tensor(targets, [batchSize, Length]));
    }
}
