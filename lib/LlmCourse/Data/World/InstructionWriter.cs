using LlmCourse.Runtime;

namespace LlmCourse.Data.World;

/// <summary>Writes instructions about people, each with the one response that counts as right. (Chapter 10.)</summary>
public sealed class InstructionWriter(SyntheticWorld world)
{
    /// <summary>Questions about each person that <see cref="Answers"/> writes.</summary>
    public const int QuestionsPerPerson = 18;

    private const int MostTold = 2; // facts besides the home in a story to summarise

    private static readonly Relation[] Relations = Enum.GetValues<Relation>();

    private readonly QuestionWriter questions = new(world);

    /// <summary>All questions about someone of the world, in every wording; the answers are in no question, only in what the texts have told.</summary>
    public IReadOnlyList<Instruction> Answers(Person person) =>
        [.. Enumerable.Range(0, QuestionWriter.Wordings).SelectMany(wording => Relations.Select(relation => Answer(person, relation, wording)))];

    /// <summary>An instruction whose prompt says all that the response needs, so that it can be about anybody.</summary>
    /// <exception cref="ArgumentException">The task asks for knowledge, or there is no such task.</exception>
    public Instruction Write(InstructionTask task, Person person, SeededRandom random) => task switch
    {
        InstructionTask.Rewriting => Rewrite(person, random),
        InstructionTask.Summarising => Summarise(person, random),
        InstructionTask.Programming => Program(person, random),
        InstructionTask.Answering => throw new ArgumentException("Questions about facts are written all at once, by Answers."),
        _ => throw new ArgumentException($"There is no task {task}."),
    };

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

    /// <summary>The beginning of a sentence that says when something happened.</summary>
    internal static string When(SeededRandom random) =>
        $"On a {Any(WorldWords.Weathers, random)} {Any(WorldWords.Days, random)} {Any(["evening", "morning", "night", "noon"], random)}";

    private Instruction Answer(Person person, Relation relation, int wording)
    {
        var question = questions.Ask(person, relation, hops: 1, wording);
        return new Instruction(InstructionTask.Answering, question.Text, question.Statement, person);
    }

    /// <summary>Two facts in plain words; the response has others, and a pronoun in the second sentence.</summary>
    private Instruction Rewrite(Person person, SeededRandom random)
    {
        var first = Relations[random.NextInt32(Relations.Length)];
        var second = Relations[(Array.IndexOf(Relations, first) + 1 + random.NextInt32(Relations.Length - 1)) % Relations.Length];
        var prompt = $"Rewrite: {FactWriter.Plain(world, person, first)} {FactWriter.Plain(world, person, second)}";
        return new Instruction(InstructionTask.Rewriting, prompt, $"{FactWriter.Other(world, person, first)} {FactWriter.Other(world, person, second, withName: false)}", person);
    }

    /// <summary>A story as the texts tell them, of a person, some facts and something that happened; the response is who, from where, and what happened.</summary>
    private Instruction Summarise(Person person, SeededRandom random)
    {
        var (she, her) = FactWriter.Pronouns(person);
        string[] facts =
        [
            $"{she} works as {SyntheticWorld.WithArticle(person.Trade)}.", $"{she} likes {person.Food}.", $"{she} enjoys {person.Hobby}.",
            $"{she} keeps {SyntheticWorld.WithArticle(person.PetColour)} {person.Pet} named {person.PetName}.", $"{her} best friend is {world.People[person.Friend].Name}.",
        ];
        random.Shuffle<string>(facts);
        var told = facts.Take(random.NextInt32(MostTold + 1));
        var (what, briefly) = Happening(random);
        string[] story = [$"{person.Name} lives in {person.Home}.", .. told, $"{When(random)} {she.ToLowerInvariant()} {what}."];
        return new Instruction(InstructionTask.Summarising, $"Summarise: {string.Join(' ', story)}", $"{person.Name} of {person.Home} {briefly}.", person);
    }

    /// <summary>Someone has a number of things, called a, and then one to three things happen; the response says how many there are, as C#.</summary>
    private static Instruction Program(Person person, SeededRandom random)
    {
        var (food, she) = (Any(WorldWords.Foods, random), FactWriter.Pronouns(person).Subject);
        var changes = Enumerable.Range(0, 1 + random.NextInt32(3)).Select(_ => (Gains: random.NextInt32(2) == 0, By: 1 + random.NextInt32(9))).ToArray();
        var told = changes.Select(change => $"{she} {Any(change.Gains ? ["buys", "finds", "gets"] : ["sells", "loses", "eats"], random)} {change.By} {food}.");
        var prompt = $"{person.Name} has a {food}. {string.Join(' ', told)} How many {food} does {person.Name} have now?";
        return new Instruction(InstructionTask.Programming, prompt, $"a {string.Join(' ', changes.Select(change => $"{(change.Gains ? '+' : '-')} {change.By}"))}", person);
    }

    private static string Any(IReadOnlyList<string> words, SeededRandom random) => words[random.NextInt32(words.Count)];
}
