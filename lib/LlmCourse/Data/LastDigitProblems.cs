using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Documents in which people solve small calculations of three steps, last digits only: "Q: Take 7, then make it 5 more, then take it 3 times, then make it 1 more.\nA: The answer is 7."
/// Many people write the answer alone, some show their steps, and some say "Let's think step by step." before they do; whoever wrote a document mostly keeps to one habit. So a
/// prompt can remind a model of a habit. A question belongs to the test or to the training, and no chance decides that: the two cannot meet. (Chapter 13.)
/// </summary>
public sealed class LastDigitProblems : IBatchSource
{
    /// <summary>Steps of each problem that is trained on.</summary>
    public const int Steps = 3;

    /// <summary>What people say before their steps, if anything.</summary>
    public const string Cue = " Let's think step by step.";

    private const ulong TestShare = 16;  // one question in so many is a test
    private const int ProblemsPerDocument = 3, LargestGain = 5;
    private const double Worked = 0.35, Cued = 0.2, Faithful = 0.9; // shares of the habits, the rest being answers alone, and how often a habit is kept
    private static readonly int[] Factors = [3, 7, 9];               // no digit is lost: each has an inverse
    private readonly int batchSize;
    private readonly SeededRandom random;

    /// <summary>Creates a source of documents.</summary>
    /// <param name="length">Tokens that a model reads, T; longer documents are cut.</param>
    /// <param name="batchSize">Documents per batch.</param>
    /// <param name="seed">Seed of the documents.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public LastDigitProblems(int length, int batchSize, int seed = 42)
    {
        if (length < 2 || batchSize < 1)
        {
            throw new ArgumentException($"A document needs at least 2 tokens ({length}), and a batch at least 1 document ({batchSize}).");
        }

        (Length, this.batchSize, random) = (length, batchSize, new SeededRandom(seed));
    }

    /// <summary>Knows every word of the documents.</summary>
    public static WordTokenizer Tokenizer { get; } = new(
        [.. "\n|Q|A|:|,|.|Take|then|make|take|it|more|times|+|x|=|The|answer|is|Let|'s|think|step|by".Split('|'), .. Enumerable.Range(0, 10).Select(digit => $"{digit}")]);

    /// <summary>Tokens that a model reads, T.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <summary>True for a question that is kept for the test.</summary>
    public static bool IsTest(string question) => question.Aggregate(0UL, (hash, letter) => new SeededRandom((long)hash + letter).NextBits()) % TestShare == 0;

    /// <summary>Problems that are never trained on.</summary>
    public static IReadOnlyList<LastDigitProblem> Test(int count, int seed, int steps = Steps) => Problems(count, steps, seed, isTest: true);

    /// <summary>Problems of the kind that is trained on, to show in a prompt.</summary>
    public static IReadOnlyList<LastDigitProblem> Examples(int count, int seed, int steps = Steps) => Problems(count, steps, seed, isTest: false);

    /// <summary>The next document.</summary>
    public string NextDocument()
    {
        var habit = Habit();
        var solved = Enumerable.Range(0, ProblemsPerDocument).Select(_ =>
        {
            var problem = Draw(Steps, random, isTest: false);
            var (cue, shows) = random.NextDouble() < Faithful ? habit : Habit();
            return $"Q: {problem.Question}\nA:{cue}{(shows ? " " + problem.Reasoning : "")} The answer is {problem.Answer}.";
        });
        return string.Join("\n\n", solved) + "\n";
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        var (inputs, targets) = (new long[batchSize * Length], new long[batchSize * Length]);
        Array.Fill(targets, -100); // nothing is asked after the end of a document
        for (var row = 0; row < batchSize; row++)
        {
            var tokens = Tokenizer.Encode(NextDocument());
            for (var i = 0; i < Math.Min(Length, tokens.Length - 1); i++)
            {
                (inputs[(row * Length) + i], targets[(row * Length) + i]) = (tokens[i], tokens[i + 1]);
            }
        }

        return new Batch(torch.tensor(inputs, [batchSize, Length]), torch.tensor(targets, [batchSize, Length]));
    }

    private static List<LastDigitProblem> Problems(int count, int steps, int seed, bool isTest)
    {
        if (steps < 1)
        {
            throw new ArgumentException($"A problem needs at least 1 step, but {steps} were asked for.");
        }

        var chosen = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Draw(steps, chosen, isTest))];
    }

    private static LastDigitProblem Draw(int steps, SeededRandom from, bool isTest)
    {
        while (true)
        {
            var problem = Write(steps, from);
            if (IsTest(problem.Question) == isTest)
            {
                return problem;
            }
        }
    }

    private static LastDigitProblem Write(int steps, SeededRandom from)
    {
        var digit = from.NextInt32(10);
        List<string> asked = [$"Take {digit}"], solved = [];
        for (var step = 0; step < steps; step++)
        {
            var isSum = from.NextInt32(2) == 0;
            var number = isSum ? 1 + from.NextInt32(LargestGain) : Factors[from.NextInt32(Factors.Length)];
            var after = (isSum ? digit + number : digit * number) % 10;
            asked.Add(isSum ? $"then make it {number} more" : $"then take it {number} times");
            solved.Add($"{digit} {(isSum ? '+' : 'x')} {number} = {after}.");
            digit = after;
        }

        return new LastDigitProblem(string.Join(", ", asked) + ".", solved, digit);
    }

    private (string Cue, bool ShowsSteps) Habit()
    {
        var draw = random.NextDouble();
        return draw < Cued ? (Cue, true) : ("", draw < Cued + Worked);
    }
}
