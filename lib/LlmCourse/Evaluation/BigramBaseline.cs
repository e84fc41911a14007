using LlmCourse.Data;
using LlmCourse.Runtime;

namespace LlmCourse.Evaluation;

/// <summary>
/// The simplest language model that learns: it counts which token followed which, and predicts in proportion. Every model of the course has to
/// beat it. Add-one smoothing (Laplace) keeps what was never seen possible: P(b | a) = (count(a, b) + 1) / (count(a) + V). (Chapter 01.)
/// </summary>
public sealed class BigramBaseline
{
    private readonly Dictionary<(int First, int Second), int> pairs = [];
    private readonly long[] firsts;

    /// <summary>Counts the pairs of neighbouring tokens of a dataset.</summary>
    public BigramBaseline(TokenDataset data)
    {
        firsts = new long[data.VocabularySize];
        foreach (var (first, second) in Pairs(data))
        {
            pairs[(first, second)] = pairs.GetValueOrDefault((first, second)) + 1;
            firsts[first]++;
        }
    }

    /// <summary>Number of different tokens, V.</summary>
    public int VocabularySize => firsts.Length;

    /// <summary>Probability that <paramref name="second"/> comes after <paramref name="first"/>.</summary>
    public double Probability(int first, int second) =>
        (pairs.GetValueOrDefault((first, second)) + 1.0) / (firsts[first] + VocabularySize);

    /// <summary>Mean cross-entropy in nats per token: every token of the dataset but the first is predicted once.</summary>
    /// <exception cref="ArgumentException">The dataset has fewer than two tokens, or another vocabulary.</exception>
    public double Loss(TokenDataset data)
    {
        if (data.Length < 2 || data.VocabularySize != VocabularySize)
        {
            throw new ArgumentException(
                $"A loss needs at least 2 tokens of the same vocabulary ({VocabularySize}), but the dataset has {data.Length} of a vocabulary of {data.VocabularySize}.");
        }

        return -Pairs(data).Sum(pair => Math.Log(Probability(pair.First, pair.Second))) / (data.Length - 1);
    }

    /// <summary>Draws the token after a given one.</summary>
    public int Next(int first, SeededRandom random)
    {
        var draw = random.NextDouble();
        var second = 0;
        while (second < VocabularySize - 1 && (draw -= Probability(first, second)) >= 0)
        {
            second++;
        }

        return second;
    }

    private static IEnumerable<(int First, int Second)> Pairs(TokenDataset data)
    {
        var first = -1;
        foreach (var token in data.Chunks().SelectMany(chunk => chunk))
        {
            if (first >= 0)
            {
                yield return (first, (int)token);
            }

            first = (int)token;
        }
    }
}
