using static LlmCourse.Data.World.Phrase;

namespace LlmCourse.Data.World;

/// <summary>A purse's book: what was sold and bought, and what is left, which follows from the line before.</summary>
internal sealed class LedgerGrammar
{
    private const int Most = 12;       // coins in the purse
    private const int LargestStep = 3; // coins paid at once
    private const int MostEntries = 5;

    private readonly Phrase goods = OneOf(WorldWords.Foods.Select((food, rank) => (1.0 / (rank + 2), Say(food))));
    private readonly Phrase amount = OneOf(Enumerable.Range(2, 8).Select(number => Say($"{number}")));
    private readonly Dictionary<(int Coins, int Entries), Phrase> entries = [];

    /// <summary>All ledgers.</summary>
    public Phrase Documents() => InOrder(Say("Ledger :"), OneOf(Enumerable.Range(1, Most).Select(coins => InOrder(Say($"{coins} coins."), Entry(coins, MostEntries)))));

    /// <summary>An entry, and perhaps more of them.</summary>
    private Phrase Entry(int coins, int most)
    {
        if (!entries.TryGetValue((coins, most), out var entry))
        {
            var sold = Enumerable.Range(1, LargestStep).Where(step => coins + step <= Most).Select(step => Paid(step, coins + step, most)).ToArray();
            var bought = Enumerable.Range(1, LargestStep).Where(step => coins >= step).Select(step => Paid(step, coins - step, most)).ToArray();
            var deals = new[] { ("Sold", sold), ("Bought", bought) }.Where(deal => deal.Item2.Length > 0);
            entry = OneOf(deals.Select(deal => InOrder(Say(deal.Item1), amount, goods, Say("for"), OneOf(deal.Item2))));
            entries[(coins, most)] = entry;
        }

        return entry;
    }

    private Phrase Paid(int step, int left, int most) =>
        InOrder(Say($"{step}, now {left}."), most == 1 ? Nothing : Maybe(0.7, Entry(left, most - 1)));
}
