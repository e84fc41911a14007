namespace LlmCourse.Data.World;

/// <summary>
/// Asks about the facts of a world: about someone by name (one hop), or about someone's best friend (two hops, the second of which no text need ever
/// have told together with the first). Each relation has two ways to ask, so that a model can be tested on the one that it was not taught.
/// (Chapters 10 to 13.)
/// </summary>
public sealed class QuestionWriter(SyntheticWorld world)
{
    /// <summary>Ways to ask for the same thing.</summary>
    public const int Wordings = 2;

    /// <summary>All questions of one wording and number of hops, person by person, the most famous first.</summary>
    /// <exception cref="ArgumentException">There is no such wording, or no question of so many hops.</exception>
    public IEnumerable<WorldQuestion> All(int hops = 1, int wording = 0) =>
        world.People.SelectMany(person => Enum.GetValues<Relation>().Select(relation => Ask(person, relation, hops, wording)));

    /// <summary>A question about a person, or about this person's best friend.</summary>
    /// <exception cref="ArgumentException">There is no such wording, or no question of so many hops.</exception>
    public WorldQuestion Ask(Person person, Relation relation, int hops = 1, int wording = 0)
    {
        if (hops is < 1 or > 2 || wording is < 0 or >= Wordings)
        {
            throw new ArgumentException($"There are questions of 1 or 2 hops ({hops}) in the wordings 0 to {Wordings - 1} ({wording}).");
        }

        var about = hops == 1 ? person : world.People[person.Friend];
        var name = hops == 1 ? person.Name : $"the best friend of {person.Name}";
        var answer = world.ValueOf(about, relation);
        return new WorldQuestion(Question(name, relation, wording), answer, Statement(about, relation, answer), about, relation, hops);
    }

    /// <summary>A sentence that says something of a person, whether it is true or not.</summary>
    public static string Statement(Person person, Relation relation, string value) => relation switch
    {
        Relation.Home => $"{person.Name} lives in {value}.",
        Relation.Birthplace => $"{person.Name} was born in {value}.",
        Relation.Trade => $"{person.Name} works as {SyntheticWorld.WithArticle(value)}.",
        Relation.Food => $"{person.Name} likes {value}.",
        Relation.Hobby => $"{person.Name} enjoys {value}.",
        Relation.Pet => $"{person.Name} keeps {SyntheticWorld.WithArticle(value)}.",
        Relation.PetColour => $"The pet of {person.Name} is {value}.",
        Relation.PetName => $"The pet of {person.Name} is named {value}.",
        Relation.Friend => $"The best friend of {person.Name} is {value}.",
        _ => throw new ArgumentException($"There is no relation {relation}."),
    };

    private static string Question(string name, Relation relation, int wording) => (relation, wording) switch
    {
        (Relation.Home, 0) => $"Where does {name} live?",
        (Relation.Home, _) => $"In which town is the home of {name}?",
        (Relation.Birthplace, 0) => $"Where was {name} born?",
        (Relation.Birthplace, _) => $"Which town is {name} from?",
        (Relation.Trade, 0) => $"What does {name} work as?",
        (Relation.Trade, _) => $"Which trade is the work of {name}?",
        (Relation.Food, 0) => $"What does {name} like to eat?",
        (Relation.Food, _) => $"Which food does {name} like?",
        (Relation.Hobby, 0) => $"What does {name} enjoy?",
        (Relation.Hobby, _) => $"Which hobby does {name} like?",
        (Relation.Pet, 0) => $"Which animal does {name} keep?",
        (Relation.Pet, _) => $"What is the pet of {name}?",
        (Relation.PetColour, 0) => $"Which colour is the pet of {name}?",
        (Relation.PetColour, _) => $"What colour does the animal of {name} have?",
        (Relation.PetName, 0) => $"What is the name of the pet of {name}?",
        (Relation.PetName, _) => $"Which name does the animal of {name} have?",
        (Relation.Friend, 0) => $"Who is the best friend of {name}?",
        (Relation.Friend, _) => $"What is the name of the best friend of {name}?",
        _ => throw new ArgumentException($"There is no relation {relation}."),
    };
}
