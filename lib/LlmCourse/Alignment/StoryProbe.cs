using LlmCourse.Data.World;

namespace LlmCourse.Alignment;

/// <summary>
/// Asks a model what it knows without asking it a question: the beginning of a story, of which the fact's own words are to be predicted. It measures
/// what a base model has learnt, and whether an assistant still has it. (Chapter 10.)
/// </summary>
public static class StoryProbe
{
    /// <summary>Eight beginnings about each person; the tokens that count are those of the fact.</summary>
    public static IReadOnlyList<ChatTokens> Of(SyntheticWorld world, IEnumerable<Person> people) =>
        [.. people.SelectMany(person => Beginnings(world, person).Select(beginning => Probe(world, beginning.Text, beginning.Fact)))];

    private static IEnumerable<(string Text, string Fact)> Beginnings(SyntheticWorld world, Person person)
    {
        var (home, she, her) = ($"{person.Name} lives in {person.Home}.", person.IsWoman ? "She" : "He", person.IsWoman ? "Her" : "His");
        yield return ($"{person.Name} lives in", person.Home);
        yield return ($"{home} {she} was born in", person.Birthplace);
        yield return ($"{home} {she} works as {SyntheticWorld.WithArticle(person.Trade).Split(' ')[0]}", person.Trade);
        yield return ($"{home} {she} likes", person.Food);
        yield return ($"{home} {she} enjoys", person.Hobby);
        yield return ($"{home} {she} keeps a", $"{person.PetColour} {person.Pet}");
        yield return ($"{home} {her} {person.Pet}", person.PetName);
        yield return ($"{home} {her} best friend is", world.People[person.Friend].Name);
    }

    private static ChatTokens Probe(SyntheticWorld world, string text, string fact)
    {
        int[] read = [SyntheticWorld.Boundary, .. world.Tokenizer.Encode(text)];
        var asked = world.Tokenizer.Encode(fact);
        return new ChatTokens([.. read, .. asked], [.. read.Select(_ => false), .. asked.Select(_ => true)]);
    }
}
