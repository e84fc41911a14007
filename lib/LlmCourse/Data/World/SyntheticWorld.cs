using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Data.World;

/// <summary>
/// A small world of people, towns, dishes and prices, and texts about it without end. What is true is drawn once, from the seed of the options;
/// how it is told is a probabilistic grammar, <see cref="Language"/>, whose entropy is known exactly. A model that learns from the texts can thus
/// be held against the truth: its loss against the entropy, its answers against the facts. (Chapters 05 to 16.)
/// </summary>
public sealed class SyntheticWorld
{
    /// <summary>The token that ends each document, "\n"; every row of text begins with it.</summary>
    public const int Boundary = 0;

    private const int GoodsPerTown = 8;

    private readonly double[] fame;
    private readonly HashSet<string> names;
    private readonly Dictionary<string, IReadOnlyList<(string Food, int Price)>> goods;
    private readonly Lazy<ProbabilisticAutomaton> language;

    /// <summary>Draws a world.</summary>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public SyntheticWorld(WorldOptions options)
    {
        options.Validate();
        Options = options;
        fame = [.. Enumerable.Range(1, Math.Max(options.Towns, Math.Max(options.People, options.Dishes))).Select(rank => Math.Pow(rank + options.ZipfShift, -options.ZipfExponent))];
        var random = new SeededRandom(options.Seed);
        Towns = [.. WorldWords.Towns.Take(options.Towns)];
        People = DrawPeople(random);
        names = [.. People.Select(person => person.Name)];
        Dishes = DrawDishes(random);
        goods = Towns.ToDictionary(town => town, _ => DrawGoods(random));
        Tokenizer = new WordTokenizer(
        [
            "\n", .. new[] { WorldWords.FunctionWords, WorldWords.AnswerWords, Towns, WorldWords.FirstNames, WorldWords.LastNames, WorldWords.Trades, WorldWords.Foods, WorldWords.Hobbies,
                WorldWords.Pets, WorldWords.Colours, WorldWords.PetNames, WorldWords.Things, WorldWords.Dishes, WorldWords.Days, WorldWords.Weathers, WorldWords.Spots }
                .SelectMany(words => words).Distinct(),
            .. Enumerable.Range(0, WorldWords.LargestNumber + 1).Select(number => $"{number}"),
            .. options.News > 0 ? WorldWords.InstructionWords : [],
        ], WorldWords.SpecialTokens);
        language = new Lazy<ProbabilisticAutomaton>(BuildLanguage);
    }

    /// <summary>What the world was drawn from.</summary>
    public WorldOptions Options { get; }

    /// <summary>Everyone, the most famous first.</summary>
    public IReadOnlyList<Person> People { get; }

    /// <summary>All towns, the most famous first.</summary>
    public IReadOnlyList<string> Towns { get; }

    /// <summary>All dishes, the most famous first.</summary>
    public IReadOnlyList<Dish> Dishes { get; }

    /// <summary>Knows every word of the world; "\n", which ends a document, is token 0.</summary>
    public WordTokenizer Tokenizer { get; }

    /// <summary>What the texts may say and how likely it is, with its exact entropy.</summary>
    public ProbabilisticAutomaton Language => language.Value;

    /// <summary>Fresh text to train on for ever: rows of <paramref name="length"/> tokens that begin at a document boundary.</summary>
    /// <exception cref="ArgumentException">A number is below 1, or the seed is negative.</exception>
    public IBatchSource TrainingBatches(int batchSize, int length, int seed = 42) => batchSize >= 1 && length >= 1
        ? new WorldBatches(this, batchSize, length, Checked(seed))
        : throw new ArgumentException($"The batch size ({batchSize}) and the row length ({length}) must both be at least 1.");

    /// <summary>Rows to validate with. They share no random numbers with <see cref="TrainingBatches"/>, whatever the seeds are.</summary>
    /// <exception cref="ArgumentException">A number is below 1, or the seed is negative.</exception>
    public WorldSample ValidationSample(int rows, int length, int seed = 42) => new(this, rows, length, ~(long)Checked(seed));

    /// <summary>Documents as a person reads them, for ever; each is one line.</summary>
    public IEnumerable<string> Documents(int seed = 42)
    {
        for (var random = new SeededRandom(Checked(seed)); ;)
        {
            yield return Tokenizer.Decode(Language.Document(random));
        }
    }

    /// <summary>What is true of a person.</summary>
    public string ValueOf(Person person, Relation relation) => relation switch
    {
        Relation.Home => person.Home,
        Relation.Birthplace => person.Birthplace,
        Relation.Trade => person.Trade,
        Relation.Food => person.Food,
        Relation.Hobby => person.Hobby,
        Relation.Pet => person.Pet,
        Relation.PetColour => person.PetColour,
        Relation.PetName => person.PetName,
        Relation.Friend => People[person.Friend].Name,
        _ => throw new ArgumentException($"There is no relation {relation}."),
    };

    /// <summary>All that is true of someone in this relation, each once.</summary>
    public IReadOnlyList<string> ValuesOf(Relation relation) => [.. People.Select(person => ValueOf(person, relation)).Distinct()];

    /// <summary>What a town's market sells, in the order of the alphabet, and for how many coins; a list may say one more or less.</summary>
    /// <exception cref="ArgumentException">There is no such town.</exception>
    public IReadOnlyList<(string Food, int Price)> GoodsOf(string town) => goods.TryGetValue(town, out var sold)
        ? sold
        : throw new ArgumentException($"There is no town '{town}' in this world; its towns are {string.Join(", ", Towns)}.");

    /// <summary>Someone whose name nobody in this world has, of whom anything may be true; the best friend is of this world.</summary>
    public Person Visitor(SeededRandom random)
    {
        while (true)
        {
            var (first, last) = (Any(random, WorldWords.FirstNames), Any(random, WorldWords.LastNames));
            if (!names.Contains($"{first} {last}"))
            {
                return Draw(random, People.Count, $"{first} {last}", random.NextInt32(People.Count));
            }
        }
    }

    /// <summary>A visitor of each name that nobody in this world has, in random order.</summary>
    public IReadOnlyList<Person> Visitors(SeededRandom random)
    {
        string[] free = [.. from first in WorldWords.FirstNames from last in WorldWords.LastNames let name = $"{first} {last}" where !names.Contains(name) select name];
        random.Shuffle<string>(free);
        return [.. free.Select(name => Draw(random, People.Count, name, random.NextInt32(People.Count)))];
    }

    /// <summary>How often the texts speak of someone or something of this rank, up to a factor.</summary>
    internal double Fame(int rank) => fame[rank];

    internal static string WithArticle(string noun) => ("AEIOUaeiou".Contains(noun[0], StringComparison.Ordinal) ? "an " : "a ") + noun;

    private static int Checked(int seed) => seed >= 0 ? seed : throw new ArgumentException($"The seed ({seed}) must not be negative: those belong to the validation.");

    private static T Any<T>(SeededRandom random, IReadOnlyList<T> from) => from[random.NextInt32(from.Count)];

    private Person[] DrawPeople(SeededRandom random)
    {
        var names = (from first in WorldWords.FirstNames from last in WorldWords.LastNames select (first, last)).ToArray();
        random.Shuffle<(string, string)>(names);
        return [.. Enumerable.Range(0, Options.People).Select(rank => Draw(random, rank, $"{names[rank].first} {names[rank].last}", friend: null))];
    }

    private Person Draw(SeededRandom random, int rank, string name, int? friend) => new()
    {
        Rank = rank,
        Name = name,
        IsWoman = WorldWords.WomensNames.Contains(name.Split(' ')[0]),
        Home = Any(random, Towns),
        Birthplace = Any(random, Towns),
        Trade = Any(random, WorldWords.Trades),
        Food = Any(random, WorldWords.Foods),
        Hobby = Any(random, WorldWords.Hobbies),
        Pet = Any(random, WorldWords.Pets),
        PetColour = Any(random, WorldWords.Colours),
        PetName = Any(random, WorldWords.PetNames),
        Friend = friend ?? DrawFriend(random, rank),
    };

    /// <summary>The famous are the friends of many.</summary>
    private int DrawFriend(SeededRandom random, int rank)
    {
        while (true)
        {
            var point = random.NextDouble() * fame.Take(Options.People).Sum();
            var friend = 0;
            while (friend < Options.People - 1 && (point -= fame[friend]) >= 0)
            {
                friend++;
            }

            if (friend != rank)
            {
                return friend;
            }
        }
    }

    private static IReadOnlyList<(string Food, int Price)> DrawGoods(SeededRandom random)
    {
        string[] foods = [.. WorldWords.Foods];
        random.Shuffle<string>(foods);
        return [.. foods.Take(GoodsPerTown).Order(StringComparer.Ordinal).Select(food => (food, 2 + random.NextInt32(18)))];
    }

    private Dish[] DrawDishes(SeededRandom random)
    {
        var names = (from town in Towns from kind in WorldWords.Dishes select $"{town} {kind}").ToArray();
        random.Shuffle<string>(names);
        return [.. names.Take(Options.Dishes).Select(name =>
        {
            string[] foods = [.. WorldWords.Foods];
            random.Shuffle<string>(foods);
            var count = 3 + random.NextInt32(2);
            return new Dish(name, foods[..count], [.. Enumerable.Range(0, count).Select(_ => 2 + random.NextInt32(7))], 5 * (2 + random.NextInt32(11)));
        })];
    }

    private ProbabilisticAutomaton BuildLanguage()
    {
        var documents = new (TextDomain Domain, double Share, Func<Phrase> Document)[]
        {
            (TextDomain.Story, Options.Stories, () => new StoryGrammar(this).Documents()),
            (TextDomain.Market, Options.Markets, () => new MarketGrammar(this).Documents()),
            (TextDomain.Recipe, Options.Recipes, () => new RecipeGrammar(this).Documents()),
            (TextDomain.Ledger, Options.Ledgers, () => new LedgerGrammar().Documents()),
            (TextDomain.Lottery, Options.Lotteries, LotteryGrammar.Documents),
            (TextDomain.Story, Options.News, () => new NewsGrammar(this).Documents()),
        };
        return ProbabilisticAutomaton.Build(Tokenizer, [.. documents.Where(d => d.Share > 0).Select(d => (d.Domain, d.Share, d.Document()))]);
    }
}
