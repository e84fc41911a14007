using static LlmCourse.Data.World.Phrase;

namespace LlmCourse.Data.World;

/// <summary>
/// News about people, which say things twice as real texts do: the name comes again in each sentence, and what happened is told at length and then in
/// short. From texts that repeat nothing a model does not learn to copy, and who cannot copy cannot answer about "Ida Fisher" with "Ida Fisher".
/// </summary>
internal sealed class NewsGrammar(SyntheticWorld world)
{
    private const double Told = 0.3; // the chance that the news tell a fact

    /// <summary>All news.</summary>
    public Phrase Documents() => InOrder(Say("News :"), OneOf(world.People.Select(person => (world.Fame(person.Rank), News(person)))));

    private Phrase News(Person person)
    {
        var happening = OneOf(
            Happening(person, "lost a", Any(WorldWords.Colours), WorldWords.Things, "lost a"),
            Happening(person, "bought", Any(Enumerable.Range(2, 8).Select(number => $"{number}")), WorldWords.Foods, "bought"),
            Happening(person, "met the", Nothing, WorldWords.Trades, "met the"));
        return Enum.GetValues<Relation>().Reverse().Aggregate(happening, (rest, relation) => InOrder(Maybe(Told, Say(QuestionWriter.Statement(person, relation, world.ValueOf(person, relation)))), rest));
    }

    /// <summary>What happened, and then that they talked about it: the same in short.</summary>
    private static Phrase Happening(Person person, string verb, Phrase detail, IReadOnlyList<string> things, string briefly)
    {
        var nearby = InOrder(Any(["behind", "beside", "near", "under"]), Say("the"), Any(WorldWords.Spots));
        var told = OneOf(things.Select(thing => InOrder(Say(thing), nearby, Say($". They talked about it : {person.Name} {briefly} {thing}."))));
        return InOrder(Say($"{person.Name} {verb}"), detail, told);
    }

    private static Phrase Any(IEnumerable<string> words) => OneOf(words.Select(Say));
}
