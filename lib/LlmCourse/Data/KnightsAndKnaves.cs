using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// An island where knights always tell the truth and knaves always lie. Everybody says one thing about others, and exactly one distribution of knights and knaves fits all that is said: the
/// puzzle makes sure by trying all. (Smullyan 1978, What is the name of this book?; chapter 14.)
/// </summary>
public sealed class KnightsAndKnaves
{
    /// <summary>People of a puzzle where nothing else is said.</summary>
    public const int People = 3;

    /// <summary>What to answer where nobody is a knight.</summary>
    public const string Nobody = "nobody";

    private const int FewestPeople = 2, MostPeople = 6;
    private const ulong TestShare = 4; // one puzzle in so many is a test
    private static readonly string[] AllNames = ["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hope", "Ida", "Jon"];

    private readonly IReadOnlyList<string> names;
    private readonly IReadOnlyList<KnightStatement> statements;

    /// <summary>Writes a puzzle.</summary>
    /// <param name="names">The people.</param>
    /// <param name="statements">What each of them says.</param>
    /// <exception cref="ArgumentException">Somebody says nothing, or speaks about nobody who is there.</exception>
    public KnightsAndKnaves(IReadOnlyList<string> names, IReadOnlyList<KnightStatement> statements)
    {
        if (names.Count < FewestPeople || names.Count > MostPeople || statements.Count != names.Count)
        {
            throw new ArgumentException($"A puzzle needs {FewestPeople} to {MostPeople} people ({names.Count}), and of each a statement ({statements.Count}).");
        }

        foreach (var (speaker, statement) in statements.Index())
        {
            if (statement.First < 0 || statement.First >= names.Count || statement.Second < 0 || statement.Second >= names.Count)
            {
                throw new ArgumentException($"{names[speaker]} speaks about person {statement.First} and person {statement.Second}, but there are people 0 to {names.Count - 1}.");
            }
        }

        (this.names, this.statements) = (names, statements);
    }

    /// <summary>All that is told and asked.</summary>
    public string Question =>
        "On an island, knights always tell the truth and knaves always lie. "
        + string.Join(' ', statements.Select((statement, speaker) => $"{names[speaker]} says: \"{Sentence(statement, speaker)}\""))
        + $" Who are the knights? Answer with their names in this order, with commas between them, or with {Nobody}.";

    /// <summary>True for a puzzle that is kept for the test, whatever its people are called.</summary>
    public static bool IsTest(KnightsAndKnaves puzzle) => puzzle.statements
        .SelectMany(statement => (int[])[(int)statement.Kind, statement.First, statement.Second])
        .Aggregate((ulong)puzzle.names.Count, (hash, part) => new SeededRandom((long)hash + part).NextBits()) % TestShare == 0;

    /// <summary>Different puzzles that are never trained on, each with exactly one solution.</summary>
    /// <exception cref="ArgumentException">There are not so many, or nobody lives on such an island.</exception>
    public static IReadOnlyList<KnightsAndKnaves> Test(int count, int seed, int people = People) => Puzzles(count, seed, people, isTest: true);

    /// <summary>Different puzzles of the kind that is trained on, each with exactly one solution.</summary>
    /// <exception cref="ArgumentException">There are not so many, or nobody lives on such an island.</exception>
    public static IReadOnlyList<KnightsAndKnaves> Examples(int count, int seed, int people = People) => Puzzles(count, seed, people, isTest: false);

    /// <summary>All distributions that fit what is said, found by trying all 2ⁿ: who is a knight, in the order of the people.</summary>
    public IReadOnlyList<bool[]> Solutions() => [.. Distributions().Where(knights => Contradiction(knights) is null)];

    /// <summary>The names of the knights as they are to be answered: "Ann, Cleo"; "nobody" where there is none.</summary>
    public string Answer(IReadOnlyList<bool> knights)
    {
        var found = string.Join(", ", names.Where((_, i) => knights[i]));
        return found.Length > 0 ? found : Nobody;
    }

    /// <summary>The puzzle with its solution: every distribution in turn, and why it does not fit, up to the one that does.</summary>
    /// <exception cref="InvalidOperationException">The puzzle has no solution, or several.</exception>
    public ReasoningProblem Solve()
    {
        if (Solutions() is not [var solution])
        {
            throw new InvalidOperationException($"The puzzle has {Solutions().Count} solutions, but only one with exactly one is fit to be asked.");
        }

        var steps = Distributions().TakeWhile(knights => !knights.SequenceEqual(solution)).Select(knights => $"Suppose the knights are {Answer(knights)}: {Contradiction(knights)}");
        return new ReasoningProblem(Question, [.. steps, $"Suppose the knights are {Answer(solution)}: all of it fits"], Answer(solution));
    }

    private static IReadOnlyList<KnightsAndKnaves> Puzzles(int count, int seed, int people, bool isTest)
    {
        if (people is < FewestPeople or > MostPeople)
        {
            throw new ArgumentException($"On an island live {FewestPeople} to {MostPeople} people, but {people} were asked for.");
        }

        var random = new SeededRandom(seed);
        return DifferentDraws.Of(count, () => Draw(people, random), puzzle => IsTest(puzzle) == isTest && puzzle.Solutions().Count == 1, puzzle => puzzle.Question);
    }

    private static KnightsAndKnaves Draw(int people, SeededRandom random)
    {
        var names = AllNames.ToArray();
        random.Shuffle<string>(names);
        return new KnightsAndKnaves(names[..people], [.. Enumerable.Range(0, people).Select(speaker => Draw(speaker, people, random))]);
    }

    private static KnightStatement Draw(int speaker, int people, SeededRandom random)
    {
        var kind = (KnightStatementKind)random.NextInt32(Enum.GetValues<KnightStatementKind>().Length);
        var first = (speaker + 1 + random.NextInt32(people - 1)) % people; // nobody speaks about themselves alone
        var second = (first + 1 + random.NextInt32(people - 1)) % people;
        return kind is KnightStatementKind.IsKnight or KnightStatementKind.IsKnave ? new KnightStatement(kind, first, first) : new KnightStatement(kind, Math.Min(first, second), Math.Max(first, second));
    }

    /// <summary>Nobody is a knight, the first alone, the second alone, the first and the second, and so on.</summary>
    private IEnumerable<bool[]> Distributions() =>
        Enumerable.Range(0, 1 << names.Count).Select(bits => names.Select((_, i) => (bits >> i & 1) == 1).ToArray());

    /// <summary>Who of the people says what cannot be; null where all fits.</summary>
    private string? Contradiction(bool[] knights)
    {
        foreach (var (speaker, statement) in statements.Index())
        {
            if (statement.IsTrue(knights) != knights[speaker])
            {
                return knights[speaker] ? $"{names[speaker]} would be a knight who lies" : $"{names[speaker]} would be a knave who tells the truth";
            }
        }

        return null;
    }

    private string Sentence(KnightStatement statement, int speaker)
    {
        var pair = statement.First == speaker ? $"{names[statement.Second]} and I" : statement.Second == speaker ? $"{names[statement.First]} and I" : $"{names[statement.First]} and {names[statement.Second]}";
        return statement.Kind switch
        {
            KnightStatementKind.IsKnight => $"{names[statement.First]} is a knight.",
            KnightStatementKind.IsKnave => $"{names[statement.First]} is a knave.",
            KnightStatementKind.AreSame => $"{pair} are of the same kind.",
            _ => $"{pair} are of different kinds.",
        };
    }
}
