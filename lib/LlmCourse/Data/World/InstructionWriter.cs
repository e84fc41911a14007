using LlmCourse.Runtime;

namespace LlmCourse.Data.World;

/// <summary>Writes instructions about the people of a world, each with the one response that counts as right. (Chapter 10.)</summary>
public sealed class InstructionWriter(SyntheticWorld world)
{
    /// <summary>Instructions of each task about each person.</summary>
    public const int PerPerson = 18;

    private static readonly Relation[] Relations = Enum.GetValues<Relation>();

    private readonly QuestionWriter questions = new(world);

    /// <summary>The instructions of a task about a person, <see cref="PerPerson"/> different ones.</summary>
    public IReadOnlyList<Instruction> Write(InstructionTask task, Person person, SeededRandom random) => task switch
    {
        InstructionTask.Answering => [.. Enumerable.Range(0, QuestionWriter.Wordings).SelectMany(wording => Relations.Select(relation => Answer(person, relation, wording)))],
        InstructionTask.Rewriting => Different(() => Rewrite(person, random)),
        InstructionTask.Summarising => Different(() => Summarise(person, random)),
        InstructionTask.Programming => Different(() => Program(person, random)),
        _ => throw new ArgumentException($"There is no task {task}."),
    };

    private static Instruction[] Different(Func<Instruction> write)
    {
        var written = new Dictionary<string, Instruction>();
        while (written.Count < PerPerson)
        {
            var instruction = write();
            written[instruction.Prompt] = instruction;
        }

        return [.. written.Values];
    }

    private Instruction Answer(Person person, Relation relation, int wording)
    {
        var question = questions.Ask(person, relation, hops: 1, wording);
        return new Instruction(InstructionTask.Answering, question.Text, question.Statement, person);
    }

    /// <summary>Two facts in the words of answers; the response has others, and a pronoun in the second sentence.</summary>
    private Instruction Rewrite(Person person, SeededRandom random)
    {
        var first = Relations[random.NextInt32(Relations.Length)];
        var second = Relations[(Array.IndexOf(Relations, first) + 1 + random.NextInt32(Relations.Length - 1)) % Relations.Length];
        var prompt = $"Rewrite: {Statement(first)} {Statement(second)}";
        var response = $"{InOtherWords(first, world.ValueOf(person, first), person.Name, person.Name)} {InOtherWords(second, world.ValueOf(person, second), Subject(person), null)}";
        return new Instruction(InstructionTask.Rewriting, prompt, response, person);

        string Statement(Relation relation) => QuestionWriter.Statement(person, relation, world.ValueOf(person, relation));

        string InOtherWords(Relation relation, string value, string she, string? owner) => (relation, owner is null ? $"{Owner(person)} " : "", owner is null ? "" : $" of {owner}") switch
        {
            (Relation.Home, "", _) => $"In {value} lives {she}.",
            (Relation.Home, var her, _) => $"{her}home is in {value}.",
            (Relation.Birthplace, _, _) => $"{she} is from {value}.",
            (Relation.Trade, _, _) => $"{she} is {SyntheticWorld.WithArticle(value)}.",
            (Relation.Food, _, _) => $"{she} likes to eat {value}.",
            (Relation.Hobby, _, _) => $"{she} likes {value}.",
            (Relation.Pet, "", var of) => $"The animal{of} is {SyntheticWorld.WithArticle(value)}.",
            (Relation.Pet, var her, _) => $"{her}animal is {SyntheticWorld.WithArticle(value)}.",
            (Relation.PetColour, "", var of) => $"The animal{of} is {value}.",
            (Relation.PetColour, var her, _) => $"{her}animal is {value}.",
            (Relation.PetName, "", var of) => $"The animal{of} has the name {value}.",
            (Relation.PetName, var her, _) => $"{her}animal has the name {value}.",
            (Relation.Friend, "", var of) => $"{value} is the best friend{of}.",
            (_, var her, _) => $"{her}best friend is {value}.",
        };
    }

    /// <summary>A story as the texts tell them, of a person, two facts and something that happened; the response is who, from where, and what happened.</summary>
    private Instruction Summarise(Person person, SeededRandom random)
    {
        var (she, her) = (Subject(person), Owner(person));
        string[] facts =
        [
            $"{she} works as {SyntheticWorld.WithArticle(person.Trade)}.", $"{she} likes {person.Food}.", $"{she} enjoys {person.Hobby}.",
            $"{she} keeps {SyntheticWorld.WithArticle(person.PetColour)} {person.Pet} named {person.PetName}.", $"{her} best friend is {world.People[person.Friend].Name}.",
        ];
        var told = Enumerable.Range(0, facts.Length).Where(_ => random.NextDouble() < 0.4).Select(i => facts[i]);
        var (what, briefly) = Happening(random);
        var when = $"On a {Any(WorldWords.Weathers, random)} {Any(WorldWords.Days, random)} {Any(["evening", "morning", "night", "noon"], random)}";
        string[] story = [$"{person.Name} lives in {person.Home}.", .. told, $"{when} {she.ToLowerInvariant()} {what}."];
        return new Instruction(InstructionTask.Summarising, $"Summarise: {string.Join(' ', story)}", $"{person.Name} of {person.Home} {briefly}.", person);
    }

    /// <summary>Someone has a number of things, called a, and then one to three things happen; the response says how many there are, as C#.</summary>
    private static Instruction Program(Person person, SeededRandom random)
    {
        var (food, she) = (Any(WorldWords.Foods, random), Subject(person));
        var changes = Enumerable.Range(0, 1 + random.NextInt32(3)).Select(_ => (Gains: random.NextInt32(2) == 0, By: 1 + random.NextInt32(9))).ToArray();
        var told = changes.Select(change => $"{she} {Any(change.Gains ? ["buys", "finds", "gets"] : ["sells", "loses", "eats"], random)} {change.By} {food}.");
        var prompt = $"{person.Name} has a {food}. {string.Join(' ', told)} How many {food} does {person.Name} have now?";
        return new Instruction(InstructionTask.Programming, prompt, $"a {string.Join(' ', changes.Select(change => $"{(change.Gains ? '+' : '-')} {change.By}"))}", person);
    }

    /// <summary>Something that happens to someone, at length and in short.</summary>
    internal static (string Whole, string Brief) Happening(SeededRandom random)
    {
        var place = $"{Any(["behind", "beside", "near", "under"], random)} the {Any(WorldWords.Spots, random)}";
        switch (random.NextInt32(3))
        {
            case 0:
                var lost = $"{Any(WorldWords.Colours, random)} {Any(WorldWords.Things, random)}";
                return ($"lost a {lost} {place}", $"lost a {lost.Split(' ')[1]}");
            case 1:
                var food = Any(WorldWords.Foods, random);
                return ($"bought {2 + random.NextInt32(8)} {food} for the {Any(WorldWords.Trades, random)}", $"bought {food}");
            default:
                var trade = Any(WorldWords.Trades, random);
                return ($"met the {trade} {place}", $"met the {trade}");
        }
    }

    private static string Any(IReadOnlyList<string> words, SeededRandom random) => words[random.NextInt32(words.Count)];

    private static string Subject(Person person) => person.IsWoman ? "She" : "He";

    private static string Owner(Person person) => person.IsWoman ? "Her" : "His";
}
