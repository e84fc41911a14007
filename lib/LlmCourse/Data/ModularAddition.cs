using LlmCourse.Runtime;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// All sums of two numbers modulo p, "17 + 9 = 3 (mod 23)", as three tokens and an answer. A seed deals the p² sums out: some are trained on,
/// all of them in every batch, the others are the test. So few examples can be learnt by heart, and that is what a network does first.
/// (Power et al. 2022, section 2; Nanda et al. 2023, section 3; chapter 08.)
/// </summary>
public sealed class ModularAddition : IBatchSource
{
    /// <summary>Tokens of a question, P: two numbers and "=".</summary>
    public const int QuestionLength = 3;

    private const long NotAsked = -100;
    private readonly long[] trained;
    private readonly long[] held;

    /// <summary>Deals out the sums.</summary>
    /// <param name="modulus">The modulus, p.</param>
    /// <param name="trainShare">Share of the p² sums that is trained on.</param>
    /// <param name="seed">Seed of the deal.</param>
    /// <exception cref="ArgumentException">The modulus is below 2, or one of the two parts would be empty.</exception>
    public ModularAddition(int modulus, double trainShare, int seed = 42)
    {
        var count = (int)Math.Round(trainShare * modulus * modulus);
        if (modulus < 2 || count < 1 || count >= modulus * modulus)
        {
            throw new ArgumentException($"The modulus ({modulus}) must be at least 2, and the share that is trained on ({trainShare}) must leave both parts at least one of its {(long)modulus * modulus} sums.");
        }

        Modulus = modulus;
        long[] all = [.. Enumerable.Range(0, modulus * modulus)];
        new SeededRandom(seed).Shuffle<long>(all);
        (trained, held) = (all[..count], all[count..]);
    }

    /// <summary>The modulus, p.</summary>
    public int Modulus { get; }

    /// <summary>Number of different tokens, V: the numbers and "=".</summary>
    public int VocabularySize => Modulus + 1;

    /// <summary>Sums that are trained on, which is the size of every batch.</summary>
    public int BatchSize => trained.Length;

    /// <summary>Every batch is the same, so that there is nothing to keep.</summary>
    public BatchSamplerState State { get; set; } = new(0, 0, 0);

    /// <inheritdoc/>
    public Batch Next()
    {
        var (questions, answers) = Train();
        using (answers)
        {
            var targets = torch.full([BatchSize, QuestionLength], NotAsked, torch.int64);
            targets[.., ^1] = answers[.., 0];
            return new Batch(questions, targets);
        }
    }

    /// <summary>The sums that are trained on. Questions [N, 3] and right answers [N, 1], int64.</summary>
    public (torch.Tensor Questions, torch.Tensor Answers) Train() => Tensors(trained);

    /// <summary>The sums that are not. Questions [N, 3] and right answers [N, 1], int64.</summary>
    public (torch.Tensor Questions, torch.Tensor Answers) Test() => Tensors(held);

    private (torch.Tensor Questions, torch.Tensor Answers) Tensors(long[] sums)
    {
        long p = Modulus;
        return (
            torch.tensor(sums.SelectMany(sum => new[] { sum / p, sum % p, p }).ToArray(), [sums.Length, QuestionLength]),
            torch.tensor(sums.Select(sum => ((sum / p) + (sum % p)) % p).ToArray(), [sums.Length, 1]));
    }
}
