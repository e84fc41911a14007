using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Sums written in digits, "0123+0989=01112", each number filled up with zeros so that all examples have the same length. Only the answer
/// is asked for; the loss leaves the question out. A pair of numbers belongs to the test or to the training, in whichever order they
/// are added, and no chance decides that: training and test cannot meet. (Lee et al. 2023; Schaeffer et al. 2023, section 3; chapter 08.)
/// </summary>
public sealed class AdditionTasks : IBatchSource
{
    /// <summary>The target where nothing is asked; the loss leaves it out.</summary>
    private const long NotAsked = -100;

    private const string Symbols = "0123456789+=";
    private const long Plus = 10, EqualsSign = 11;
    private const ulong TestShare = 16; // one pair in so many is a test
    private readonly int batchSize;
    private readonly long limit;
    private readonly SeededRandom random;

    /// <summary>Creates a source of sums.</summary>
    /// <param name="digits">Digits of each number that is added; the sum has one more.</param>
    /// <param name="order">How the sum is written.</param>
    /// <param name="batchSize">Sums per batch.</param>
    /// <param name="seed">Seed of the sums that are trained on.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public AdditionTasks(int digits, DigitOrder order, int batchSize, int seed = 42)
    {
        if (digits is < 2 or > 9 || batchSize < 1)
        {
            throw new ArgumentException($"Sums need 2 to 9 digits ({digits}), so that there are some to train and some to test on, and at least 1 sum per batch ({batchSize}).");
        }

        (Digits, Order, this.batchSize, limit) = (digits, order, batchSize, (long)Math.Pow(10, digits));
        random = new SeededRandom(seed);
    }

    /// <summary>Number of different tokens, V: ten digits, plus and equals.</summary>
    public static int VocabularySize => Symbols.Length;

    /// <summary>Digits of each number that is added.</summary>
    public int Digits { get; }

    /// <summary>How the sum is written.</summary>
    public DigitOrder Order { get; }

    /// <summary>Tokens of the answer, A: one digit more than each number has.</summary>
    public int AnswerLength => Digits + 1;

    /// <summary>Tokens of a question, P: two numbers, plus and equals.</summary>
    public int QuestionLength => (2 * Digits) + 2;

    /// <summary>Tokens that a model reads, T: all but the last digit of the answer.</summary>
    public int Length => QuestionLength + Digits;

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <summary>The tokens as text.</summary>
    public static string Describe(IEnumerable<long> tokens) => string.Concat(tokens.Select(token => Symbols[(int)token]));

    /// <summary>True for a pair of numbers that is kept for the test; their order does not matter.</summary>
    public static bool IsTest(long first, long second) =>
        new SeededRandom((Math.Min(first, second) << 32) + Math.Max(first, second)).NextBits() % TestShare == 0;

    /// <inheritdoc/>
    public Batch Next()
    {
        var (inputs, targets) = (new long[batchSize][], new long[batchSize][]);
        for (var row = 0; row < batchSize; row++)
        {
            var (first, second) = Draw(random, isTest: false);
            long[] text = [.. Question(first, second), .. Answer(first + second)];
            inputs[row] = text[..^1];
            targets[row] = [.. text[1..].Select((token, i) => i < QuestionLength - 1 ? NotAsked : token)];
        }

        return new Batch(Rectangle(inputs), Rectangle(targets));
    }

    /// <summary>Sums that are never trained on. Questions [count, P] and right answers [count, A], int64.</summary>
    public (torch.Tensor Questions, torch.Tensor Answers) Test(int count, int seed)
    {
        var chosen = new SeededRandom(seed);
        var pairs = Enumerable.Range(0, count).Select(_ => Draw(chosen, isTest: true)).ToArray();
        return (Rectangle([.. pairs.Select(pair => Question(pair.First, pair.Second))]), Rectangle([.. pairs.Select(pair => Answer(pair.First + pair.Second))]));
    }

    /// <summary>The tokens of a question, up to and with "=". [P].</summary>
    public long[] Question(long first, long second) => [.. Places(first, Digits), Plus, .. Places(second, Digits), EqualsSign];

    /// <summary>The tokens of a sum, in the order that this task writes. [A].</summary>
    public long[] Answer(long sum)
    {
        var places = Places(sum, AnswerLength);
        return Order == DigitOrder.Plain ? places : [.. places.Reverse()];
    }

    /// <summary>The number that an answer stands for; null where it holds a sign. [A].</summary>
    public long? Read(IReadOnlyList<long> answer)
    {
        var places = Order == DigitOrder.Plain ? answer : answer.Reverse();
        return answer.Any(token => token >= Plus) ? null : places.Aggregate(0L, (number, digit) => (10 * number) + digit);
    }

    private static long[] Places(long number, int count)
    {
        var places = new long[count];
        for (var i = count - 1; i >= 0; i--, number /= 10)
        {
            places[i] = number % 10;
        }

        return places;
    }

    private static torch.Tensor Rectangle(long[][] rows) => torch.tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);

    private (long First, long Second) Draw(SeededRandom from, bool isTest)
    {
        while (true)
        {
            var (first, second) = (from.NextInt64(limit), from.NextInt64(limit));
            if (IsTest(first, second) == isTest)
            {
                return (first, second);
            }
        }
    }
}
