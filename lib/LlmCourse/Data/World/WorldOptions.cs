namespace LlmCourse.Data.World;

/// <summary>Describes a synthetic world completely: the same options give the same people, facts and texts. (Chapter 05.)</summary>
public sealed record WorldOptions
{
    /// <summary>Seed of the facts: who lives where, who is whose friend, what costs how much.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Number of people, each with a name of its own.</summary>
    public required int People { get; init; }

    /// <summary>Number of dishes, each with a recipe of its own.</summary>
    public required int Dishes { get; init; }

    /// <summary>Number of towns, each with a market and prices of its own.</summary>
    public required int Towns { get; init; }

    /// <summary>
    /// How steeply mentions fall with the rank: the weight of rank r is 1 / (r + shift)^exponent (Zipf 1949, Mandelbrot 1953). The larger, the fewer
    /// people make up most of the text.
    /// </summary>
    public double ZipfExponent { get; init; } = 1.7;

    /// <summary>How far the most mentioned are held back; 0 is Zipf's own law.</summary>
    public double ZipfShift { get; init; } = 3;

    /// <summary>Weight of stories among the documents.</summary>
    public double Stories { get; init; } = 6;

    /// <summary>Weight of market lists among the documents; 0 leaves them out.</summary>
    public double Markets { get; init; } = 1;

    /// <summary>Weight of recipes among the documents; 0 leaves them out.</summary>
    public double Recipes { get; init; } = 1;

    /// <summary>Weight of ledgers among the documents; 0 leaves them out.</summary>
    public double Ledgers { get; init; } = 1;

    /// <summary>
    /// Weight of a lottery's draws among the documents; 0 leaves them out. They raise the entropy and nothing else: with them most of the loss is
    /// what nobody can avoid, as it is in real text.
    /// </summary>
    public double Lotteries { get; init; }

    /// <summary>
    /// Weight of news about people among the documents; 0 leaves them out. They repeat names and tell things twice, at length and in short: what an
    /// assistant has to do, too. With them come the words of instructions, "Rewrite" and "Summarise", which no text uses. (Chapter 10.)
    /// </summary>
    public double News { get; init; }

    /// <summary>The world of the scaling study: more facts than a small model can hold or a short training can show.</summary>
    public static WorldOptions Scaling { get; } = new() { People = 1000, Dishes = 160, Towns = 24 };

    /// <summary>
    /// The world of the assistant of chapters 10 to 14: a town whose people are met about equally often, so that a small model gets to know all of
    /// them, and news.
    /// </summary>
    public static WorldOptions Town { get; } = new() { People = 80, Dishes = 8, Towns = 8, ZipfExponent = 0.3, Stories = 6, News = 6 };

    /// <summary>A world that is known in a minute, for tests and first looks.</summary>
    public static WorldOptions Village { get; } = new() { People = 40, Dishes = 8, Towns = 4 };

    /// <summary>Finds what is wrong with the settings.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which and why.</exception>
    public void Validate()
    {
        var names = WorldWords.FirstNames.Count * WorldWords.LastNames.Count;
        Require(People >= 2 && People <= names, $"People ({People}) must be between 2, for friends, and {names}, as many as there are names.");
        Require(Towns >= 2 && Towns <= WorldWords.Towns.Count, $"Towns ({Towns}) must be between 2 and {WorldWords.Towns.Count}.");
        var dishes = Towns * WorldWords.Dishes.Count;
        Require(Dishes >= 1 && Dishes <= dishes, $"Dishes ({Dishes}) must be between 1 and {dishes}: a dish is named after one of {Towns} towns and is one of {WorldWords.Dishes.Count} kinds.");
        Require(ZipfExponent is >= 0 and <= 10, $"ZipfExponent ({ZipfExponent}) must be between 0, everyone alike, and 10.");
        Require(ZipfShift is >= 0 and <= 1e6, $"ZipfShift ({ZipfShift}) must be between 0 and 1000000.");
        Require(new[] { Stories, Markets, Recipes, Ledgers, Lotteries, News }.All(weight => weight >= 0 && double.IsFinite(weight)), "The weights of stories, markets, recipes, ledgers, lotteries and news must not be negative.");
        Require(Stories + Markets + Recipes + Ledgers + Lotteries + News > 0, "One of the weights of stories, markets, recipes, ledgers, lotteries and news must be positive.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
