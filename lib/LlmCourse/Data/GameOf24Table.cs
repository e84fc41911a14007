namespace LlmCourse.Data;

/// <summary>
/// All that can happen in games of 24 whose deals are kept for the training, while every number is one that is written, looked up in place of being solved again. Whether a state can
/// be won is exact: fractions and negative numbers count there.
/// </summary>
internal sealed class GameOf24Table
{
    private readonly Dictionary<GameOf24, bool> canBeWon = [];
    private readonly Dictionary<GameOf24, IReadOnlyList<(string Step, GameOf24 Next)>> winningMoves = [];
    private readonly Dictionary<GameOf24, IReadOnlyList<(string Step, GameOf24 Next)>> moves = [];
    private readonly Dictionary<(int Left, bool IsWinnable), List<GameOf24>> states = [];

    public GameOf24Table()
    {
        IEnumerable<GameOf24> level = GameOf24.AllDeals().Where(deal => !GameOf24.IsTest(deal)).ToList();
        for (var left = 4; left >= 2; left--)
        {
            states[(left, true)] = [.. level.Where(CanBeWon)];
            states[(left, false)] = [.. level.Where(state => !CanBeWon(state))];
            level = level.SelectMany(Moves).Select(move => move.Next).Distinct().ToList();
        }

        Deals = [.. states[(4, true)].Where(deal => WinningMoves(deal).Count > 0)];
    }

    /// <summary>Deals that can be won with the numbers that are written.</summary>
    public IReadOnlyList<GameOf24> Deals { get; }

    /// <summary>All states with so many numbers left.</summary>
    public IReadOnlyList<GameOf24> States(int left, bool isWinnable) => states[(left, isWinnable)];

    /// <summary>The moves after which the game can be won with the numbers that are written.</summary>
    public IReadOnlyList<(string Step, GameOf24 Next)> WinningMoves(GameOf24 state)
    {
        if (!winningMoves.TryGetValue(state, out var winning))
        {
            winningMoves[state] = winning = [.. Moves(state).Where(move => move.Next.IsWon || WinningMoves(move.Next).Count > 0)];
        }

        return winning;
    }

    /// <summary>All moves to numbers that are written.</summary>
    public IReadOnlyList<(string Step, GameOf24 Next)> Moves(GameOf24 state)
    {
        if (!moves.TryGetValue(state, out var all))
        {
            moves[state] = all = [.. state.Moves().Where(move => GameOf24Texts.CanBeWritten(move.Next))];
        }

        return all;
    }

    private bool CanBeWon(GameOf24 state)
    {
        if (!canBeWon.TryGetValue(state, out var answer))
        {
            canBeWon[state] = answer = state.Numbers.Count == 1 ? state.IsWon : state.Moves().Any(move => CanBeWon(move.Next));
        }

        return answer;
    }
}
