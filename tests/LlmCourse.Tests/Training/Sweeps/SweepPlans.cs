using LlmCourse.Data;
using LlmCourse.Training.Sweeps;

namespace LlmCourse.Tests.Training.Sweeps;

/// <summary>Plans of trainings that take milliseconds.</summary>
internal static class SweepPlans
{
    public const string TinyJson = """
        {
          // two sizes, two budgets, two seeds
          "data": { "name": "harbour" },
          "model": { "context_length": 8, "heads": 2, "layers": 1, "embedding_size": 8, "positions": "rotary" },
          "training": { "batch_size": 4, "learning_rate": 0.003, "warmup_share": 0.1, "sampling": "shuffled_epochs" },
          "sizes": [{ "model": {} }, { "name": "wide", "model": { "embedding_size": 16 }, "training": { "learning_rate": 0.001 } }],
          "budgets": { "tokens": [320, 640] },
          "seeds": [42, 43],
          "evaluations": 3,
        }
        """;

    public static SweepPlan Tiny => SweepPlan.FromJson(TinyJson);

    /// <summary>A short text instead of a whole book, so that evaluations are short too.</summary>
    public static ITrainingData Data() => new CharacterData(string.Concat(Enumerable.Range(0, 150).Select(i => $"{i} and {i * i} are {i + (i * i)}.\n")));

    public static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];
}
