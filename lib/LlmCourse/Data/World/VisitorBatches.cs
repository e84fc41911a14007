using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data.World;

/// <summary>
/// News about visitors, for ever: people whom no other text knows, and of whom everything is said twice, in other words and another order. What is said of
/// the townspeople a model learns by heart; of visitors it can only know what it has just read. From them it learns to look back and to copy, which an
/// assistant has to do with every prompt. (Chapter 10.)
/// </summary>
internal sealed class VisitorBatches(SyntheticWorld world, int batchSize, int length, int seed) : IBatchSource
{
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

    /// <summary>News about one visitor.</summary>
    internal static string News(SyntheticWorld world, SeededRandom random)
    {
        var visitor = world.Visitor(random);
        Relation[] facts = [.. Relations];
        random.Shuffle<Relation>(facts);
        facts = facts[..(1 + random.NextInt32(3))];
        var happenings = Enumerable.Range(0, 1 + random.NextInt32(2)).Select(_ => InstructionWriter.Happening(random)).ToArray();
        var told = Tell(happening => happening.Whole);
        random.Shuffle<Relation>(facts);
        return $"News: {told} They talked about it: {Tell(happening => random.NextDouble() < 0.5 ? happening.Whole : happening.Brief)}";

        string Tell(Func<(string Whole, string Brief), string> how) => string.Join(' ', [
            .. facts.Select((fact, i) => Sentence(world, visitor, fact, withName: i == 0 || random.NextDouble() < 0.5, random)),
            .. happenings.Select(happening => $"{visitor.Name} {how(happening)}."),
        ]);
    }

    private static string Sentence(SyntheticWorld world, Person person, Relation fact, bool withName, SeededRandom random)
    {
        var value = world.ValueOf(person, fact);
        var (she, her) = person.IsWoman ? ("She", "Her") : ("He", "His");
        var (who, pet, friend) = withName ? (person.Name, $"The pet of {person.Name}", $"The best friend of {person.Name}") : (she, $"{her} pet", $"{her} best friend");
        var otherwise = random.NextDouble() < 0.5;
        return fact switch
        {
            Relation.Home when otherwise => withName ? $"In {value} lives {who}." : $"{her} home is in {value}.",
            Relation.Home => $"{who} lives in {value}.",
            Relation.Birthplace => $"{who} was born in {value}.",
            Relation.Trade => $"{who} {(otherwise ? "is" : "works as")} {SyntheticWorld.WithArticle(value)}.",
            Relation.Food => $"{who} likes {(otherwise ? "to eat " : "")}{value}.",
            Relation.Hobby => $"{who} enjoys {value}.",
            Relation.Pet => $"{who} keeps {SyntheticWorld.WithArticle(value)}.",
            Relation.PetColour => $"{pet} is {value}.",
            Relation.PetName => $"{pet} is named {value}.",
            _ => $"{friend} is {value}.",
        };
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
