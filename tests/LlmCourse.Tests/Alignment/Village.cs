using LlmCourse.Alignment;
using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;

namespace LlmCourse.Tests.Alignment;

/// <summary>A tiny policy of a small world, untrained: enough to see whether the machinery of alignment turns.</summary>
internal static class Village
{
    public static SyntheticWorld World { get; } = new(WorldOptions.Village);

    public static RequestWriter Requests { get; } = new(World);

    public static GptConfig Config { get; } = new()
    {
        VocabularySize = World.Tokenizer.VocabularySize,
        ContextLength = 48,
        Layers = 1,
        Heads = 2,
        EmbeddingSize = 16,
        Positions = PositionKind.Rotary,
        Norm = NormKind.RmsNorm,
    };

    public static Policy NewPolicy(int seed = 1) => new(new Gpt(Config, seed), World.Tokenizer);

    public static Request[] Ask(int count, int seed = 1)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Requests.Write(random))];
    }

    /// <summary>Pairs of which the longer response was always chosen.</summary>
    public static PreferencePair[] LongerIsBetter(int count) => [.. Ask(count).Select((request, i) => new PreferencePair($"{i}", request.Prompt, $"{request.Answer} {RequestWriter.Flattery}", request.Answer))];
}
