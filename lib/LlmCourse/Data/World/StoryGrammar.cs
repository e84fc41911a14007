using static LlmCourse.Data.World.Phrase;

namespace LlmCourse.Data.World;

/// <summary>
/// Stories: someone is named, some of what is true of this person is told, and sometimes something happens. Each fact about a person costs as
/// much as a guess until it is known; the famous are met often, the others rarely.
/// </summary>
internal sealed class StoryGrammar(SyntheticWorld world)
{
    private const double Told = 0.35; // the chance that a story tells a fact

    /// <summary>All stories.</summary>
    public Phrase Documents()
    {
        var (hers, his) = (Happenings(isWoman: true), Happenings(isWoman: false));
        return OneOf(world.People.SelectMany(person => Stories(person, person.IsWoman ? hers : his)
            .Select(story => (story.Share * world.Fame(person.Rank), story.Phrase))));
    }

    /// <summary>Ways to tell about a person: name first, or home first.</summary>
    private IEnumerable<(double Share, Phrase Phrase)> Stories(Person person, Phrase happenings)
    {
        var (she, her) = person.IsWoman ? ("She", "Her") : ("He", "His");
        var friend = world.People[person.Friend];
        var afterTrade = Tell(
            happenings,
            OneOf((3, Say($"{she} likes {person.Food}.")), (1, Say($"{she} likes to eat {person.Food}."))),
            Say($"{she} enjoys {person.Hobby}."),
            OneOf((3, Say($"{she} keeps {A(person.PetColour)} {person.Pet} named {person.PetName}.")), (1, Say($"{her} {person.Pet} {person.PetName} is {person.PetColour}."))),
            InOrder(Say($"{her} best friend is {friend.Name}"), WhoPart(friend)));
        var trade = OneOf((3, Say($"{she} works as {A(person.Trade)}.")), (1, Say($"{she} is {A(person.Trade)}.")));
        var home = OneOf((3, Say($"{she} lives in {person.Home}.")), (1, Say($"{her} home is in {person.Home}.")));
        var birth = Say($"{she} was born in {person.Birthplace}.");
        var afterHome = Tell(afterTrade, birth, trade);
        yield return (4, InOrder(Say($"{person.Name} lives in {person.Home}."), afterHome));
        yield return (4, InOrder(Say($"{person.Name} is {A(person.Trade)} from {person.Birthplace}."), Tell(afterTrade, home)));
        yield return (2, InOrder(Say($"In {person.Home} lives {person.Name}."), afterHome));
    }

    /// <summary>Some of the parts, in their order, and then the rest.</summary>
    private static Phrase Tell(Phrase rest, params Phrase[] parts) =>
        parts.Reverse().Aggregate(rest, (after, part) => InOrder(Maybe(Told, part), after));

    private static Phrase WhoPart(Person friend) => OneOf(
        (2, Say(".")),
        (1, Say($", who lives in {friend.Home}.")),
        (1, Say($", who works as {A(friend.Trade)}.")),
        (1, Say($", who keeps {A(friend.Pet)}.")));

    /// <summary>Up to two things that happen.</summary>
    private Phrase Happenings(bool isWoman)
    {
        var happening = Happening(isWoman);
        return Maybe(0.9, InOrder(happening, Maybe(0.6, happening)));
    }

    /// <summary>Something happens, whoever it is: here nothing is to be known, and the world is as uncertain as it looks.</summary>
    private Phrase Happening(bool isWoman)
    {
        var someone = InOrder(Say("the"), Any(WorldWords.Trades));
        var anywhere = OneOf(world.Towns.Select((town, rank) => (world.Fame(rank), Say(town))));
        var nearby = InOrder(Any("behind", "beside", "near", "under"), Say("the"), Any(WorldWords.Spots));
        var lost = InOrder(
            Say("lost a"), Any(WorldWords.Colours), Any(WorldWords.Things), OneOf(InOrder(Say("in"), anywhere), nearby), Maybe(0.5, InOrder(Say("and"), someone, Say("found it"), nearby)));
        var goods = InOrder(Number(2, 9), Any(WorldWords.Foods));
        var bought = InOrder(
            Say("bought"), goods, Maybe(0.6, InOrder(Maybe(0.6, InOrder(Say(","), goods)), Say("and"), goods)), Maybe(0.5, InOrder(Say("for"), someone)));
        var met = InOrder(Say("met"), someone, nearby, Maybe(0.7, InOrder(Say("and they talked about"), Topic(), Maybe(0.6, InOrder(Say("and"), Topic())))));
        return InOrder(
            Say("On a"), Any(WorldWords.Weathers), Any(WorldWords.Days), Any("evening", "morning", "night", "noon"), Say(isWoman ? "she" : "he"), OneOf(lost, bought, met), Say("."));
    }

    private static Phrase Topic() => Any([.. WorldWords.Foods, .. WorldWords.Hobbies]);

    private static Phrase Any(params IEnumerable<string> words) => OneOf(words.Select(Say));

    private static Phrase Number(int smallest, int largest) => Any(Enumerable.Range(smallest, largest - smallest + 1).Select(number => $"{number}"));

    private static string A(string noun) => SyntheticWorld.WithArticle(noun);
}
