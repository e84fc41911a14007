using static LlmCourse.Data.World.Phrase;

namespace LlmCourse.Data.World;

/// <summary>A market's list: some of the goods that the town sells, in the order of the alphabet, each at about the price that it has there.</summary>
internal sealed class MarketGrammar(SyntheticWorld world)
{
    /// <summary>All lists.</summary>
    public Phrase Documents() => InOrder(Say("Market of"), OneOf(world.Towns.Select((town, rank) => (world.Fame(rank), InOrder(
        Say($"{town} on"), OneOf(WorldWords.Days.Select(Say)), Say(":"), List(world.GoodsOf(town)))))));

    private static Phrase List(IReadOnlyList<(string Food, int Price)> goods)
    {
        var lists = new Phrase[goods.Count]; // those that begin with this good
        for (var i = goods.Count - 1; i >= 0; i--)
        {
            var rest = i == goods.Count - 1 ? Say(".") : OneOf((1, Say(".")), (4, InOrder(Say(","), OneFrom(lists, i + 1))));
            lists[i] = InOrder(Say(goods[i].Food), About(goods[i].Price), rest);
        }

        return OneFrom(lists, 0);
    }

    /// <summary>One of the lists from a place on, each later one half as often.</summary>
    private static Phrase OneFrom(Phrase[] lists, int from) => OneOf(lists.Skip(from).Select((list, skipped) => (Math.Pow(0.5, skipped), list)));

    /// <summary>A price, or one coin more or less.</summary>
    private static Phrase About(int price) => OneOf(Say($"{price}"), Say($"{price - 1}"), Say($"{price + 1}"));
}
