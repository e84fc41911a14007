using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Small documents in which things are sorted into boxes: "wolf red . bread green . fox red ." Each document is a task of its own. Most
/// follow one of eight customs that never change: a set of four boxes, one for each kind of thing. Some are *fresh*: four boxes from
/// anywhere, shared out among the kinds anew, so that the document itself is all that there is to learn from. A corpus of such documents
/// stands for the many tasks that hide in a text (Brown et al. 2020, section 1; Min et al. 2022; chapter 07).
/// </summary>
public sealed class SortingTasks : IBatchSource
{
    private static readonly string[][] Things =
    [
        ["wolf", "hare", "crow", "otter"],
        ["bread", "soup", "plum", "cheese"],
        ["saw", "rake", "drill", "chisel"],
        ["barn", "tower", "mill", "chapel"],
    ];

    private static readonly string[][] Boxes =
    [
        ["red", "green", "blue", "white"], ["gold", "iron", "zinc", "tin"], ["oak", "ash", "elm", "fir"], ["one", "two", "three", "four"],
        ["north", "east", "south", "west"], ["spring", "summer", "autumn", "winter"], ["hearts", "spades", "clubs", "diamonds"], ["Mars", "Venus", "Saturn", "Pluto"],
    ];

    private static readonly string[] Words = [.. Things.SelectMany(kind => kind), .. Boxes.SelectMany(set => set), "."];
    private readonly double freshShare;
    private readonly double labelNoise;
    private readonly int batchSize;
    private readonly SeededRandom random;

    /// <summary>Creates a corpus.</summary>
    /// <param name="examples">Examples in a document.</param>
    /// <param name="freshShare">Share of the documents that are fresh, 0 to 1.</param>
    /// <param name="labelNoise">Share of the examples whose box is drawn at random from the document's four: people err.</param>
    /// <param name="batchSize">Documents per batch.</param>
    /// <param name="seed">Seed of the documents.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public SortingTasks(int examples, double freshShare, double labelNoise, int batchSize, int seed = 42)
    {
        if (examples < 1 || batchSize < 1 || freshShare is not (>= 0 and <= 1) || labelNoise is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"Sorting tasks need at least 1 example ({examples}) and document ({batchSize}), and shares of fresh documents ({freshShare}) and of errors ({labelNoise}) between 0 and 1.");
        }

        (Examples, this.freshShare, this.labelNoise, this.batchSize) = (examples, freshShare, labelNoise, batchSize);
        random = new SeededRandom(seed);
    }

    /// <summary>Number of different tokens, V.</summary>
    public static int VocabularySize => Words.Length;

    /// <summary>Number of customs that never change.</summary>
    public static int Customs => Boxes.Length;

    /// <summary>Examples in a document.</summary>
    public int Examples { get; }

    /// <summary>Tokens in a document, T: a thing, a box and a full stop for each example.</summary>
    public int Length => 3 * Examples;

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    private static long FullStop => Words.Length - 1;

    /// <summary>The tokens as text.</summary>
    public static string Describe(IEnumerable<long> tokens) => string.Join(' ', tokens.Select(token => Words[token]));

    /// <inheritdoc/>
    public Batch Next()
    {
        var documents = new long[batchSize][];
        for (var row = 0; row < batchSize; row++)
        {
            var boxes = random.NextDouble() < freshShare ? FreshBoxes(random) : Custom(random.NextInt32(Customs));
            documents[row] = [.. Enumerable.Range(0, Examples + 1).SelectMany(_ => Example(boxes)).Take(Length + 1)];
        }

        return new Batch(Rectangle(documents, 0, Length), Rectangle(documents, 1, Length));
    }

    /// <summary>
    /// Prompts that end at a thing: so many examples before it, and its box is asked for. Prompts [count, 3·shots + 1] and the right boxes
    /// [count, 1], int64.
    /// </summary>
    /// <param name="count">Prompts.</param>
    /// <param name="shots">Examples in each.</param>
    /// <param name="fresh">True for tasks that are fresh, false for one of the customs.</param>
    /// <param name="kind">What the examples look like.</param>
    /// <param name="seed">Seed of the prompts; the same for all kinds gives the same tasks and questions.</param>
    public static (torch.Tensor Prompts, torch.Tensor Answers) Prompts(int count, int shots, bool fresh, DemonstrationKind kind, int seed)
    {
        var random = new SeededRandom(seed);
        var (prompts, answers) = (new long[count][], new long[count][]);
        for (var row = 0; row < count; row++)
        {
            var custom = random.NextInt32(Customs);
            var boxes = fresh ? FreshBoxes(random) : Custom(custom);
            var (thing, kindOfThing) = Thing(random);
            var others = Custom((custom + 1 + random.NextInt32(Customs - 1)) % Customs);
            var examples = Enumerable.Range(0, shots).SelectMany(_ => Demonstration(kind, boxes, others, random)).ToArray();
            (prompts[row], answers[row]) = ([.. examples, thing], [boxes[kindOfThing]]);
        }

        return (Rectangle(prompts, 0, prompts[0].Length), Rectangle(answers, 0, 1));
    }

    private static long[] Demonstration(DemonstrationKind kind, long[] boxes, long[] others, SeededRandom random)
    {
        var ((thing, kindOfThing), choice) = (Thing(random), random.NextInt32(boxes.Length));
        return kind switch
        {
            DemonstrationKind.RightLabels => [thing, boxes[kindOfThing], FullStop],
            DemonstrationKind.RandomLabels => [thing, boxes[choice], FullStop],
            DemonstrationKind.OtherLabels => [thing, others[choice], FullStop],
            DemonstrationKind.WithoutLabels => [thing, FullStop],
            _ => [boxes[choice], FullStop],
        };
    }

    private static long[] Custom(int set) => [.. Enumerable.Range(0, Boxes[set].Length).Select(box => BoxToken(set, box))];

    private static long[] FreshBoxes(SeededRandom random)
    {
        var all = Enumerable.Range(0, Customs).SelectMany(Custom).ToArray();
        random.Shuffle<long>(all);
        return all[..Things.Length];
    }

    private static (long Token, int Kind) Thing(SeededRandom random)
    {
        var (kind, thing) = (random.NextInt32(Things.Length), random.NextInt32(Things[0].Length));
        return ((kind * Things[0].Length) + thing, kind);
    }

    private static long BoxToken(int set, int box) => (Things.Length * Things[0].Length) + (set * Boxes[0].Length) + box;

    private static torch.Tensor Rectangle(long[][] rows, int from, int length) =>
        torch.tensor(rows.SelectMany(row => row.Skip(from).Take(length)).ToArray(), [rows.Length, length]);

    private long[] Example(long[] boxes)
    {
        var (thing, kind) = Thing(random);
        var box = random.NextDouble() < labelNoise ? random.NextInt32(boxes.Length) : kind;
        return [thing, boxes[box], FullStop];
    }
}
