namespace LlmCourse.Data.World;

/// <summary>
/// Says what is true of someone, in plain words or in others, with the name or with a pronoun. News about visitors tell each fact both ways; to rewrite is to go from
/// one to the other. (Chapter 10.)
/// </summary>
internal static class FactWriter
{
    /// <summary>How a text speaks of someone whom it has named: She, Her.</summary>
    public static (string Subject, string Owner) Pronouns(Person person) => person.IsWoman ? ("She", "Her") : ("He", "His");

    /// <summary>In the words of answers.</summary>
    public static string Plain(SyntheticWorld world, Person person, Relation fact, bool withName = true)
    {
        var value = world.ValueOf(person, fact);
        var sentence = QuestionWriter.Statement(person, fact, value);
        return withName ? sentence : sentence
            .Replace($"The pet of {person.Name} ", $"{Pronouns(person).Owner} pet ", StringComparison.Ordinal)
            .Replace($"The best friend of {person.Name} ", $"{Pronouns(person).Owner} best friend ", StringComparison.Ordinal)
            .Replace($"{person.Name} ", $"{Pronouns(person).Subject} ", StringComparison.Ordinal);
    }

    /// <summary>In other words.</summary>
    public static string Other(SyntheticWorld world, Person person, Relation fact, bool withName = true)
    {
        var (value, name, (she, her)) = (world.ValueOf(person, fact), person.Name, Pronouns(person));
        var who = withName ? name : she;
        return fact switch
        {
            Relation.Home => withName ? $"In {value} lives {name}." : $"{her} home is in {value}.",
            Relation.Birthplace => $"{who} is from {value}.",
            Relation.Trade => $"{who} is {SyntheticWorld.WithArticle(value)}.",
            Relation.Food => $"{who} likes to eat {value}.",
            Relation.Hobby => withName ? $"The hobby of {name} is {value}." : $"{her} hobby is {value}.",
            Relation.Pet => $"{who} has {SyntheticWorld.WithArticle(value)}.",
            Relation.PetColour => withName ? $"The animal of {name} is {value}." : $"{her} animal is {value}.",
            Relation.PetName => withName ? $"The name of the pet of {name} is {value}." : $"{her} pet has the name {value}.",
            Relation.Friend => withName ? $"{value} is the best friend of {name}." : $"{her} best friend is {value}.",
            _ => throw new ArgumentException($"There is no relation {fact}."),
        };
    }
}
