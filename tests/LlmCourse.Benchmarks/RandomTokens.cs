using LlmCourse.Data;
using LlmCourse.Runtime;

namespace LlmCourse.Benchmarks;

/// <summary>Tokens that mean nothing: what they are does not change how long a step takes.</summary>
internal static class RandomTokens
{
    public static TokenDataset Of(int vocabularySize, int length)
    {
        var random = new SeededRandom(5);
        return TokenDataset.FromIds(Enumerable.Range(0, length).Select(_ => random.NextInt32(vocabularySize)).ToArray(), vocabularySize);
    }
}
