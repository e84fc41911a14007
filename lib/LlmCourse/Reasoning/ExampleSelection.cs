using LlmCourse.Runtime;

namespace LlmCourse.Reasoning;

/// <summary>Which examples a prompt shows. Each way is a function from the question to the examples, in the order of the prompt. (Chapter 13.)</summary>
public static class ExampleSelection
{
    /// <summary>Always the first ones.</summary>
    public static Func<string, IReadOnlyList<WorkedExample>> First(IReadOnlyList<WorkedExample> pool, int count)
    {
        RequireEnough(pool, count);
        return _ => [.. pool.Take(count)];
    }

    /// <summary>Others for each question, drawn from the seed and the question: the same question gets the same ones again.</summary>
    public static Func<string, IReadOnlyList<WorkedExample>> Random(IReadOnlyList<WorkedExample> pool, int count, int seed)
    {
        RequireEnough(pool, count);
        return question =>
        {
            var random = new SeededRandom(question.Aggregate((long)seed, (hash, letter) => (hash * 31) + letter));
            var shuffled = pool.ToArray();
            random.Shuffle<WorkedExample>(shuffled);
            return shuffled[..count];
        };
    }

    /// <summary>The ones that share most words with the question, the nearest last, where a model reads it best. (Liu et al. 2022, section 3; here with words in place of embeddings.)</summary>
    public static Func<string, IReadOnlyList<WorkedExample>> Similar(IReadOnlyList<WorkedExample> pool, int count)
    {
        RequireEnough(pool, count);
        return question =>
        {
            var words = Words(question);
            return [.. pool.OrderByDescending(example => Overlap(words, Words(example.Question))).Take(count).Reverse()];
        };
    }

    private static HashSet<string> Words(string text) => [.. text.Split([' ', '\n', '.', ',', '?', '!', ':'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Words in both, as a share of the words in either (Jaccard).</summary>
    private static double Overlap(HashSet<string> one, HashSet<string> other) => (double)one.Count(other.Contains) / Math.Max(1, one.Union(other).Count());

    private static void RequireEnough(IReadOnlyList<WorkedExample> pool, int count)
    {
        if (count < 0 || count > pool.Count)
        {
            throw new ArgumentException($"A prompt cannot show {count} examples out of {pool.Count}; give more, or ask for fewer.");
        }
    }
}
