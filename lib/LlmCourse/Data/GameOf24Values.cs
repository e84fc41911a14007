using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// What can still be won, "4 4 10 ? yes", and what cannot, "1 1 10 ? no", as often the one as the other: lessons for the valuer of a tree. The states are those that can be reached in games
/// of the training; the answers are exact. (Chapter 14.)
/// </summary>
public sealed class GameOf24Values : IBatchSource
{
    /// <summary>Tokens that a model reads at most, T: four numbers and a sign.</summary>
    public const int Length = 5;

    private const double FourLeft = 0.1, TwoLeft = 0.25; // the rest has three numbers left
    private readonly int batchSize;
    private readonly SeededRandom random;

    /// <summary>Creates a source of values.</summary>
    /// <param name="batchSize">Values per batch.</param>
    /// <param name="seed">Seed of the states.</param>
    /// <exception cref="ArgumentException">A batch is empty.</exception>
    public GameOf24Values(int batchSize, int seed = 42)
    {
        if (batchSize < 1)
        {
            throw new ArgumentException($"A batch needs at least 1 value, but it is to have {batchSize}.");
        }

        (this.batchSize, random) = (batchSize, new SeededRandom(seed));
    }

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <inheritdoc/>
    public Batch Next() => GameOf24Texts.Batch([.. Enumerable.Range(0, batchSize).Select(_ => NextValue())], Length);

    private (string Asked, string Answer) NextValue()
    {
        var (draw, isWinnable) = (random.NextDouble(), random.NextInt32(2) == 0);
        var states = GameOf24Texts.Table.Value.States(left: draw < FourLeft ? 4 : draw < FourLeft + TwoLeft ? 2 : 3, isWinnable);
        return (GameOf24Texts.AskForValue(states[random.NextInt32(states.Count)]), isWinnable ? "yes" : "no");
    }
}
