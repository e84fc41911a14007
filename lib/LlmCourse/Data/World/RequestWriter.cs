using LlmCourse.Runtime;

namespace LlmCourse.Data.World;

/// <summary>Writes requests without end, and responses to them, good ones and bad ones. (Chapters 11 and 12.)</summary>
public sealed class RequestWriter(SyntheticWorld world)
{
    /// <summary>What is said instead of an answer.</summary>
    public const string Evasion = "I do not know that.";

    /// <summary>What is said to please.</summary>
    public const string Flattery = "You are the best!";

    /// <summary>What is said to hurt.</summary>
    public const string Insult = "You are a fool to ask!";

    /// <summary>The word without which there is no insult.</summary>
    internal const string WordOfInsult = "fool";

    private static readonly Relation[] Relations = [Relation.Home, Relation.Trade, Relation.Food, Relation.Hobby, Relation.Pet];

    /// <summary>How often each flaw is found in what people wrote; who evades says nothing false.</summary>
    private static readonly (ResponseFlaws Flaw, double Share)[] UsualFlaws =
        [(ResponseFlaws.False, 0.25), (ResponseFlaws.Evasive, 0.2), (ResponseFlaws.Rude, 0.2), (ResponseFlaws.Wordy, 0.3), (ResponseFlaws.Flattering, 0.2)];

    /// <summary>A request: two facts about someone, and a question about one of them.</summary>
    public Request Write(SeededRandom random)
    {
        var name = Any(WorldWords.FirstNames, random);
        Relation[] told = [.. Relations];
        random.Shuffle<Relation>(told);
        var facts = told.Take(2).Select(relation => Statement(name, relation, Any(Values(relation), random))).ToArray();
        var asked = random.NextInt32(2);
        return new Request($"{facts[0]} {facts[1]} {Question(name, told[asked])}", facts, facts[asked], name, told[asked]);
    }

    /// <summary>As many requests, one after the other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Request[] Write(int count, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. Enumerable.Range(0, count).Select(_ => Write(random))];
    }

    /// <summary>A response with exactly these flaws.</summary>
    /// <exception cref="ArgumentException">The flaws cannot go together: who evades says nothing false.</exception>
    public string Respond(Request request, ResponseFlaws flaws, SeededRandom random)
    {
        if (flaws.HasFlag(ResponseFlaws.Evasive | ResponseFlaws.False))
        {
            throw new ArgumentException("A response that evades the question says nothing false; choose one of Evasive and False.");
        }

        var answer = flaws.HasFlag(ResponseFlaws.Evasive) ? Evasion : flaws.HasFlag(ResponseFlaws.False) ? SomethingElse(request, random) : request.Answer;
        (ResponseFlaws Flaw, string Sentence)[] parts =
        [
            (ResponseFlaws.Rude, Insult), (ResponseFlaws.Flattering, Flattery), (ResponseFlaws.None, answer), (ResponseFlaws.Wordy, request.Facts.First(fact => fact != request.Answer)),
        ];
        return string.Join(' ', parts.Where(part => flaws.HasFlag(part.Flaw)).Select(part => part.Sentence));
    }

    /// <summary>A response as people write them: now and then flawed, and in several ways at once.</summary>
    public string Respond(Request request, SeededRandom random)
    {
        var flaws = UsualFlaws.Where(usual => random.NextDouble() < usual.Share).Aggregate(ResponseFlaws.None, (all, usual) => all | usual.Flaw);
        return Respond(request, flaws.HasFlag(ResponseFlaws.Evasive) ? flaws & ~ResponseFlaws.False : flaws, random);
    }

    private static string Statement(string name, Relation relation, string value) => relation switch
    {
        Relation.Home => $"{name} lives in {value}.",
        Relation.Trade => $"{name} works as {SyntheticWorld.WithArticle(value)}.",
        Relation.Food => $"{name} likes {value}.",
        Relation.Hobby => $"{name} enjoys {value}.",
        _ => $"{name} keeps {SyntheticWorld.WithArticle(value)}.",
    };

    private static string Question(string name, Relation relation) => relation switch
    {
        Relation.Home => $"Where does {name} live?",
        Relation.Trade => $"What does {name} work as?",
        Relation.Food => $"What does {name} like to eat?",
        Relation.Hobby => $"What does {name} enjoy?",
        _ => $"Which animal does {name} keep?",
    };

    private static string Any(IReadOnlyList<string> words, SeededRandom random) => words[random.NextInt32(words.Count)];

    private IReadOnlyList<string> Values(Relation relation) => relation switch
    {
        Relation.Home => world.Towns,
        Relation.Trade => WorldWords.Trades,
        Relation.Food => WorldWords.Foods,
        Relation.Hobby => WorldWords.Hobbies,
        _ => WorldWords.Pets,
    };

    /// <summary>The answer with another value of the same kind, which the prompt does not say.</summary>
    private string SomethingElse(Request request, SeededRandom random)
    {
        var others = Values(request.Asked).Select(value => Statement(request.Name, request.Asked, value)).Where(statement => statement != request.Answer).ToArray();
        return others[random.NextInt32(others.Length)];
    }
}
