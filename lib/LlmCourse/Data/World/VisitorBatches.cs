using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data.World;

/// <summary>
/// News about visitors, for ever: people whom no other text knows, and of whom things are said twice, in other words or in short. What is said of
/// the townspeople a model learns by heart; of visitors it can only know what it has just read. From them it learns to look back and to copy, which an
/// assistant has to do with every prompt. (Chapter 10.)
/// </summary>
internal sealed class VisitorBatches(SyntheticWorld world, int batchSize, int length, int seed) : IBatchSource
{
    private const double InShort = 0.3; // the share of news that come again in short
    private const int MostFacts = 4;

    private static readonly Relation[] Relations = Enum.GetValues<Relation>();

    private readonly SeededRandom random = new(seed);

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        var rows = Enumerable.Range(0, batchSize).Select(_ => Row()).ToArray(); // [B][T + 1]
        var inputs = rows.SelectMany(row => row.SkipLast(1)).ToArray();
        var targets = rows.SelectMany(row => row.Skip(1)).ToArray();
        return new Batch(torch.tensor(inputs, [batchSize, length]), torch.tensor(targets, [batchSize, length]));
    }

    /// <summary>News about one visitor: what is so and what happened, and then the same in other words or in short.</summary>
    internal static string News(SyntheticWorld world, SeededRandom random)
    {
        var visitor = world.Visitor(random);
        var (told, again) = random.NextDouble() < InShort ? Shortened(world, visitor, random) : InOtherWords(world, visitor, random);
        return $"News: {told} They talked about it: {again}";
    }

    /// <summary>One to four facts, sometimes a happening; each fact comes again, mostly in the other wording and often in another order.</summary>
    private static (string Told, string Again) InOtherWords(SyntheticWorld world, Person visitor, SeededRandom random)
    {
        Relation[] facts = [.. Relations];
        random.Shuffle<Relation>(facts);
        facts = facts[..(1 + random.NextInt32(MostFacts))];
        var happenings = random.NextInt32(4) == 0 ? [InstructionWriter.Happening(random)] : Array.Empty<(string Whole, string Brief)>();
        var plainFirst = random.NextDouble() < 0.5;
        var told = Tell(plainFirst, happening => happening.Whole);
        if (random.NextDouble() < 0.5)
        {
            random.Shuffle<Relation>(facts);
        }

        return (told, Tell(!plainFirst, happening => random.NextDouble() < 0.5 ? happening.Whole : happening.Brief));

        string Tell(bool inPlainWords, Func<(string Whole, string Brief), string> how) => string.Join(' ', [
            .. facts.Select((fact, i) => Say(random.NextDouble() < 0.8 ? inPlainWords : !inPlainWords, fact, withName: i == 0 || random.NextDouble() < 0.4)),
            .. happenings.Select(happening => $"{visitor.Name} {how(happening)}."),
        ]);

        string Say(bool inPlainWords, Relation fact, bool withName) => inPlainWords ? FactWriter.Plain(world, visitor, fact, withName) : FactWriter.Other(world, visitor, fact, withName);
    }

    /// <summary>Where somebody lives, some facts, and what happened; then who, of which town, and what happened in short.</summary>
    private static (string Told, string Again) Shortened(SyntheticWorld world, Person visitor, SeededRandom random)
    {
        Relation[] facts = [.. Relations.Where(fact => fact != Relation.Home && random.NextDouble() < 0.35)];
        random.Shuffle<Relation>(facts);
        var (whole, brief) = InstructionWriter.Happening(random);
        string[] told =
        [
            Mostly() ? FactWriter.Plain(world, visitor, Relation.Home) : FactWriter.Other(world, visitor, Relation.Home),
            .. facts.Select(fact => Mostly() ? FactWriter.Plain(world, visitor, fact, withName: false) : FactWriter.Other(world, visitor, fact, withName: false)),
            $"{(Mostly() ? $"{InstructionWriter.When(random)} {FactWriter.Pronouns(visitor).Subject.ToLowerInvariant()}" : visitor.Name)} {whole}.",
        ];
        return (string.Join(' ', told), $"{visitor.Name} of {visitor.Home} {brief}.");

        bool Mostly() => random.NextDouble() < 0.7;
    }

    private long[] Row()
    {
        var row = new List<long>(length + 1) { SyntheticWorld.Boundary };
        while (row.Count <= length)
        {
            row.AddRange(world.Tokenizer.Encode(News(world, random)).Select(token => (long)token));
            row.Add(SyntheticWorld.Boundary);
        }

        return [.. row.Take(length + 1)];
    }
}
