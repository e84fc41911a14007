using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Permutations of three things, one after another, and what they come to: "bac cab … = acb". Each running product needs the one before, and nothing
/// but that and the next element. A sequence belongs to the test or to the training, and no chance decides that: the two cannot meet.
/// (Li et al. 2024, section 4; chapter 13.)
/// </summary>
public sealed class PermutationTasks : IBatchSource
{
    /// <summary>Number of permutations of three things: a guess is right once in so many times.</summary>
    public const int Order = 6;

    /// <summary>The target where nothing is asked; the loss leaves it out.</summary>
    private const long NotAsked = -100;

    private const long EqualsSign = Order, Dot = Order + 1;
    private const ulong TestShare = 16; // one sequence in so many is a test
    private static readonly string[] Names = ["abc", "acb", "bac", "bca", "cab", "cba", "=", "."];
    private readonly int batchSize;
    private readonly SeededRandom random;

    /// <summary>Creates a source of products.</summary>
    /// <param name="elements">Permutations in a question, n; the most, where they differ.</param>
    /// <param name="form">How much of the work is shown.</param>
    /// <param name="batchSize">Products per batch.</param>
    /// <param name="seed">Seed of the products that are trained on.</param>
    /// <param name="fewest">The fewest permutations in a question, each number from here to the most being equally likely; null for always the most.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public PermutationTasks(int elements, ProductForm form, int batchSize, int seed = 42, int? fewest = null)
    {
        if (batchSize < 1 || elements < 2 || fewest < 2 || fewest > elements)
        {
            throw new ArgumentException($"A product needs at least 2 permutations (at most {elements}, at least {fewest ?? elements}), and a batch at least 1 product ({batchSize}).");
        }

        (Elements, Form, this.batchSize, Fewest) = (elements, form, batchSize, fewest ?? elements);
        random = new SeededRandom(seed);
    }

    /// <summary>Number of different tokens, V: six permutations, equals and a dot.</summary>
    public static int VocabularySize => Names.Length;

    /// <summary>The most permutations in a question, n.</summary>
    public int Elements { get; }

    /// <summary>The fewest permutations in a question.</summary>
    public int Fewest { get; }

    /// <summary>How much of the work is shown.</summary>
    public ProductForm Form { get; }

    /// <summary>Tokens that a model reads at most, T.</summary>
    public int Length => Form switch { ProductForm.Direct => Elements + 1, ProductForm.Alongside => Elements, _ => 2 * Elements };

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => new(random.State, 0, 0);
        set => random.State = value.Random;
    }

    /// <summary>The tokens as text.</summary>
    public static string Describe(IEnumerable<long> tokens) => string.Join(' ', tokens.Select(token => Names[token]));

    /// <summary>What the first permutation, and then the second, come to.</summary>
    public static long Compose(long first, long second)
    {
        var (a, b) = (Names[first], Names[second]);
        return Array.IndexOf(Names, string.Concat(b.Select(place => a[place - 'a'])));
    }

    /// <summary>All running products; the last one is the product. [n] -> [n].</summary>
    public static long[] RunningProducts(IReadOnlyList<long> elements)
    {
        var products = elements.ToArray();
        for (var i = 1; i < products.Length; i++)
        {
            products[i] = Compose(products[i - 1], products[i]);
        }

        return products;
    }

    /// <summary>True for a sequence that is kept for the test.</summary>
    public static bool IsTest(IEnumerable<long> elements) =>
        elements.Aggregate(0UL, (hash, element) => new SeededRandom((long)hash + element + 1).NextBits()) % TestShare == 0;

    /// <inheritdoc/>
    public Batch Next()
    {
        var (inputs, targets) = (new long[batchSize][], new long[batchSize][]);
        for (var row = 0; row < batchSize; row++)
        {
            var elements = Draw(random, Fewest + random.NextInt32(Elements - Fewest + 1), isTest: false);
            var (text, asked) = Write(elements);
            inputs[row] = [.. text, .. Enumerable.Repeat(EqualsSign, Length - text.Length)];
            targets[row] = [.. asked, .. Enumerable.Repeat(NotAsked, Length - asked.Length)];
        }

        return new Batch(Rectangle(inputs), Rectangle(targets));
    }

    /// <summary>
    /// Questions that are never trained on. Questions [count, P], with the dots where there are some, and right answers [count, A], int64: the running
    /// products with <see cref="ProductForm.Steps"/>, else the product alone; its running products, at each element, with <see cref="ProductForm.Alongside"/>.
    /// </summary>
    /// <param name="count">Questions.</param>
    /// <param name="seed">Seed of the questions; the same for all forms gives the same permutations.</param>
    /// <param name="elements">Permutations in each; the most of this task when null.</param>
    public (torch.Tensor Questions, torch.Tensor Answers) Test(int count, int seed, int? elements = null)
    {
        var (questions, answers) = (new long[count][], new long[count][]);
        foreach (var (row, drawn) in TestSequences(count, seed, elements ?? Elements).Index())
        {
            var products = RunningProducts(drawn);
            questions[row] = Form switch { ProductForm.Alongside => drawn, ProductForm.Dots => [.. drawn, EqualsSign, .. Dots(drawn.Length)], _ => [.. drawn, EqualsSign] };
            answers[row] = Form is ProductForm.Direct or ProductForm.Dots ? products[^1..] : products;
        }

        return (Rectangle(questions), Rectangle(answers));
    }

    /// <summary>
    /// Questions with a chain that somebody has begun, in which the last step written is wrong. Prompts [count, n + 1 + step]; the steps that follow from the wrong
    /// one [count, n − step]; and the right ones [count, n − step]. Whoever reads its own chain goes on from the error. (Lanham et al. 2023; chapter 13.)
    /// </summary>
    /// <param name="count">Questions.</param>
    /// <param name="step">The wrong step, from 1 to n − 1.</param>
    /// <param name="seed">Seed of the questions and of the errors.</param>
    /// <exception cref="ArgumentException">There is no such step.</exception>
    public (torch.Tensor Prompts, torch.Tensor Following, torch.Tensor Right) Corrupted(int count, int step, int seed)
    {
        if (step < 1 || step >= Elements)
        {
            throw new ArgumentException($"A chain of {Elements} steps can be corrupted at step 1 to {Elements - 1}, so that something follows, but not at {step}.");
        }

        var errors = new SeededRandom(seed + 1L);
        var (prompts, following, right) = (new long[count][], new long[count][], new long[count][]);
        foreach (var (row, drawn) in TestSequences(count, seed, Elements).Index())
        {
            var products = RunningProducts(drawn);
            var wrong = (products[step - 1] + 1 + errors.NextInt32(Order - 1)) % Order;
            prompts[row] = [.. drawn, EqualsSign, .. products[..(step - 1)], wrong];
            following[row] = RunningProducts([wrong, .. drawn[step..]])[1..];
            right[row] = products[step..];
        }

        return (Rectangle(prompts), Rectangle(following), Rectangle(right));
    }

    private static IEnumerable<long[]> TestSequences(int count, int seed, int elements)
    {
        var chosen = new SeededRandom(seed);
        return Enumerable.Range(0, count).Select(_ => Draw(chosen, elements, isTest: true));
    }

    private static long[] Draw(SeededRandom from, int count, bool isTest)
    {
        while (true)
        {
            var elements = new long[count];
            for (var i = 0; i < count; i++)
            {
                elements[i] = from.NextInt64(Order);
            }

            if (IsTest(elements) == isTest)
            {
                return elements;
            }
        }
    }

    private static IEnumerable<long> Dots(int elements) => Enumerable.Repeat(Dot, elements - 1);

    private static torch.Tensor Rectangle(long[][] rows) => torch.tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);

    /// <summary>What a model reads, and what is asked at each place of it.</summary>
    private (long[] Text, long[] Asked) Write(long[] elements)
    {
        var products = RunningProducts(elements);
        if (Form == ProductForm.Alongside)
        {
            return (elements, products);
        }

        long[] answer = Form switch { ProductForm.Direct => products[^1..], ProductForm.Dots => [.. Dots(elements.Length), products[^1]], _ => products };
        long[] text = [.. elements, EqualsSign, .. answer];
        return (text[..^1], [.. text[1..].Select((token, i) => i < elements.Length || token == Dot ? NotAsked : token)]);
    }
}
