using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// Records of games of 24, step by step, "4 9 10 13 &gt; 13 - 9 = 4 left 4 4 10.": some players know what they do and win, the others make any legal move. A proposer that learns from them
/// knows the rules, and has an inkling of what is good. Only deals of the training are played. (Chapter 14.)
/// </summary>
public sealed class GameOf24Steps : IBatchSource
{
    /// <summary>Tokens that a model reads at most, T: four numbers, a sign, a step, and what is left.</summary>
    public const int Length = 14;

    private const int StepsOfAGame = 3;
    private readonly int batchSize;
    private readonly double won;
    private readonly SeededRandom random;

    /// <summary>Creates a source of steps.</summary>
    /// <param name="batchSize">Steps per batch.</param>
    /// <param name="seed">Seed of the games.</param>
    /// <param name="won">The share of the games that are played by somebody who wins.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public GameOf24Steps(int batchSize, int seed = 42, double won = 0.5)
    {
        if (batchSize < 1 || won is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"A batch needs at least 1 step ({batchSize}), and the share of games that are won must lie between 0 and 1 ({won}).");
        }

        (this.batchSize, this.won, random) = (batchSize, won, new SeededRandom(seed));
    }

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <inheritdoc/>
    public Batch Next() => GameOf24Texts.Batch([.. Enumerable.Range(0, batchSize).Select(_ => NextStep())], Length);

    private T Any<T>(IReadOnlyList<T> from) => from[random.NextInt32(from.Count)];

    /// <summary>One step of a game, each of its three equally likely.</summary>
    private (string Asked, string Answer) NextStep()
    {
        var table = GameOf24Texts.Table.Value;
        var (state, isWon) = (Any(table.Deals), random.NextDouble() < won);
        IReadOnlyList<(string Step, GameOf24 Next)> Moves() => isWon ? table.WinningMoves(state) : table.Moves(state);
        for (var played = random.NextInt32(StepsOfAGame); played > 0; played--)
        {
            state = Any(Moves()).Next;
        }

        var (step, next) = Any(Moves());
        return (GameOf24Texts.AskForStep(state), GameOf24Texts.Write(step, next));
    }
}
