using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Sums of several numbers on a dial of twenty marks, on which 19 + 3 = 2, worked one number after another in any order: "3 8 15 : 8 + 15 = 3 + 3 = 6 is 6." Whoever wrote these texts had a
/// table of sums in which some entries are misprinted, so a model learns wrong facts, which some orders meet and others do not. Some texts give the answer alone. Three
/// or more numbers together belong to the test or to the training, and no chance decides that. (Chapter 14.)
/// </summary>
public sealed class DialSums : IBatchSource
{
    /// <summary>Marks of the dial: a guess is right once in so many times.</summary>
    public const int Marks = 20;

    /// <summary>The fewest and the most numbers in a sum.</summary>
    public const int Fewest = 2, Most = 6;

    /// <summary>Tokens that a model reads at most, T.</summary>
    public const int Length = Most + 1 + (4 * (Most - 1)) + 3;

    private const long NotAsked = -100;
    private const ulong TestShare = 4;       // one set of numbers in so many is a test
    private const double AnswerAlone = 0.25; // share of the texts
    private readonly int batchSize;
    private readonly int[,] table = new int[Marks, Marks];
    private readonly SeededRandom random;

    /// <summary>Creates a source of sums.</summary>
    /// <param name="batchSize">Sums per batch.</param>
    /// <param name="seed">Seed of the sums, and of the misprints.</param>
    /// <param name="misprints">The share of the table's entries that are wrong; a + b and b + a are one entry.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public DialSums(int batchSize, int seed = 42, double misprints = 0.125)
    {
        if (batchSize < 1 || misprints is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"A batch needs at least 1 sum ({batchSize}), and the share of misprints must lie between 0 and 1 ({misprints}).");
        }

        (this.batchSize, random) = (batchSize, new SeededRandom(seed));
        var entries = (from a in Enumerable.Range(0, Marks) from b in Enumerable.Range(a, Marks - a) select (a, b)).ToArray();
        new SeededRandom(seed + 1L).Shuffle<(int, int)>(entries);
        var errors = new SeededRandom(seed + 2L);
        foreach (var (i, (a, b)) in entries.Index())
        {
            var error = i < Math.Round(misprints * entries.Length) ? 1 + errors.NextInt32(Marks - 1) : 0;
            table[a, b] = table[b, a] = (a + b + error) % Marks;
        }
    }

    /// <summary>Knows every word of the texts.</summary>
    public static WordTokenizer Tokenizer { get; } = new([.. Enumerable.Range(0, Marks).Select(number => $"{number}"), .. ": ? + = is .".Split(' ')]);

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <summary>True for numbers that are kept for the test, in whatever order.</summary>
    public static bool IsTest(IEnumerable<int> numbers) =>
        numbers.Order().ToArray() is { Length: > 2 } set && set.Aggregate(0UL, (hash, number) => new SeededRandom((long)hash + number + 1).NextBits()) % TestShare == 0;

    /// <summary>The right sum.</summary>
    public static int Sum(IEnumerable<int> numbers) => numbers.Sum() % Marks;

    /// <summary>Asks for the steps and the answer: "3 8 15 :".</summary>
    public static string AskForSteps(IEnumerable<int> numbers) => $"{string.Join(' ', numbers)} :";

    /// <summary>Asks for the answer alone: "3 8 15 ?".</summary>
    public static string AskForAnswer(IEnumerable<int> numbers) => $"{string.Join(' ', numbers)} ?";

    /// <summary>Different sets of numbers that are never trained on; of two numbers each set is, being an entry of the table.</summary>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public static IReadOnlyList<int[]> Test(int count, int seed, int fewest = Fewest, int most = Most)
    {
        const int patience = 100; // draws for each that is wanted
        var (chosen, seen, tests) = (new SeededRandom(seed), new HashSet<string>(), new List<int[]>());
        for (var draw = 0; tests.Count < count; draw++)
        {
            if (draw > patience * count)
            {
                throw new ArgumentException($"There are hardly more than {tests.Count} different tests of {fewest} to {most} numbers, but {count} were asked for.");
            }

            var numbers = Draw(chosen, fewest, most, isTest: true);
            if (seen.Add(string.Join(' ', numbers.Order())))
            {
                tests.Add(numbers);
            }
        }

        return tests;
    }

    /// <summary>What the table says, right or misprinted.</summary>
    public int Printed(int a, int b) => table[a, b];

    /// <summary>The next text.</summary>
    public string NextText()
    {
        var numbers = Draw(random, Fewest, Most, isTest: false);
        var order = numbers.ToArray();
        random.Shuffle<int>(order);
        var (steps, total) = ($"{order[0]}", order[0]);
        foreach (var next in order.Skip(1))
        {
            total = Printed(total, next);
            steps += $" + {next} = {total}";
        }

        return random.NextDouble() < AnswerAlone ? $"{AskForAnswer(numbers)} is {total}." : $"{AskForSteps(numbers)} {steps} is {total}.";
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        var (inputs, targets) = (new long[batchSize * Length], new long[batchSize * Length]);
        Array.Fill(targets, NotAsked);
        for (var row = 0; row < batchSize; row++)
        {
            var tokens = Tokenizer.Encode(NextText());
            var asked = Array.FindIndex(tokens, token => token == Tokenizer[":"] || token == Tokenizer["?"]); // the answer begins after it
            for (var i = 0; i < tokens.Length - 1; i++)
            {
                inputs[(row * Length) + i] = tokens[i];
                targets[(row * Length) + i] = i < asked ? NotAsked : tokens[i + 1];
            }
        }

        return new Batch(torch.tensor(inputs, [batchSize, Length]), torch.tensor(targets, [batchSize, Length]));
    }

    private static int[] Draw(SeededRandom from, int fewest, int most, bool isTest)
    {
        while (true)
        {
            var all = Enumerable.Range(0, Marks).ToArray();
            from.Shuffle<int>(all);
            var numbers = all[..(fewest + from.NextInt32(most - fewest + 1))];
            if (numbers.Length == 2 || IsTest(numbers) == isTest)
            {
                return numbers;
            }
        }
    }
}
