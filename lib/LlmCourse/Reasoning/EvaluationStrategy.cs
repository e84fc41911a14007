using System.Globalization;
using LlmCourse.Runtime;

namespace LlmCourse.Reasoning;

/// <summary>A way to make a model answer, and how many samples it takes: "direct", "cot", "self-consistency:8", "tree:3x2". (Chapters 13 and 14.)</summary>
/// <param name="Kind">The way.</param>
/// <param name="Samples">The most thoughts per question; of a tree the next steps that are proposed after each thought.</param>
/// <param name="Width">Thoughts that a tree follows at each level.</param>
public sealed record EvaluationStrategy(EvaluationStrategyKind Kind, int Samples = 1, int Width = 1)
{
    private const int MostSamples = 1000, MostBranches = 100;

    private static readonly Dictionary<string, EvaluationStrategyKind> Kinds = new()
    {
        ["direct"] = EvaluationStrategyKind.Direct,
        ["cot"] = EvaluationStrategyKind.ChainOfThought,
        ["self-consistency"] = EvaluationStrategyKind.SelfConsistency,
        ["adaptive-consistency"] = EvaluationStrategyKind.AdaptiveConsistency,
        ["best-of"] = EvaluationStrategyKind.BestOf,
        ["least-to-most"] = EvaluationStrategyKind.LeastToMost,
        ["tree"] = EvaluationStrategyKind.Tree,
    };

    /// <summary>The forms that <see cref="Parse"/> reads.</summary>
    public static string Forms { get; } = string.Join(", ", Kinds.Select(kind => kind.Value == EvaluationStrategyKind.Tree ? $"{kind.Key}:K, {kind.Key}:KxB" : IsSampled(kind.Value) ? $"{kind.Key}:N" : kind.Key));

    /// <summary>The strategy as it is written: "self-consistency:8". A tree as wide as it branches, "tree:3x3", is "tree:3".</summary>
    public string Name => Kinds.Single(kind => kind.Value == Kind).Key
        + (IsSampled(Kind) ? string.Create(CultureInfo.InvariantCulture, $":{Samples}") : "")
        + (Kind == EvaluationStrategyKind.Tree && Width != Samples ? string.Create(CultureInfo.InvariantCulture, $"x{Width}") : "");

    /// <summary>True where one greedy answer is not enough, since samples are to differ.</summary>
    public bool NeedsSampling => IsSampled(Kind);

    /// <summary>What the prompt asks for: worked examples show by themselves that steps are wanted; without any, words must say so.</summary>
    public ThoughtStyle StyleWith(int examples) => Kind == EvaluationStrategyKind.Direct ? ThoughtStyle.Direct : examples > 0 ? ThoughtStyle.Worked : ThoughtStyle.StepByStep;

    /// <summary>Reads a strategy.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or it lacks its number of samples.</exception>
    public static EvaluationStrategy Parse(string text)
    {
        var (name, number) = text.Split(':', 2) is [var before, var after] ? (before, after) : (text, null);
        if (!Kinds.TryGetValue(name, out var kind))
        {
            throw new ArgumentException($"There is no strategy '{text}'.{JsonKeys.DidYouMean(name, Kinds.Keys)} The strategies are: {Forms}.");
        }

        if (kind == EvaluationStrategyKind.Tree)
        {
            return ParseTree(text, number);
        }

        if (!IsSampled(kind))
        {
            return number is null ? new EvaluationStrategy(kind) : throw new ArgumentException($"The strategy '{name}' takes no number; leave ':{number}' out.");
        }

        return Number(number, MostSamples) is { } samples
            ? new EvaluationStrategy(kind, samples)
            : throw new ArgumentException($"The strategy '{text}' needs a number of samples from 1 to {MostSamples}, like {name}:8.");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static EvaluationStrategy ParseTree(string text, string? numbers)
    {
        var (first, second) = numbers?.Split('x', 2) is [var before, var after] ? (before, after) : (numbers, numbers);
        return Number(first, MostBranches) is { } branches && Number(second, MostBranches) is { } width
            ? new EvaluationStrategy(EvaluationStrategyKind.Tree, branches, width)
            : throw new ArgumentException($"The strategy '{text}' needs how many next steps are proposed and how many thoughts are followed, each from 1 to {MostBranches}, like tree:3x2, or tree:3 for both.");
    }

    private static int? Number(string? text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;

    private static bool IsSampled(EvaluationStrategyKind kind) =>
        kind is EvaluationStrategyKind.SelfConsistency or EvaluationStrategyKind.AdaptiveConsistency or EvaluationStrategyKind.BestOf or EvaluationStrategyKind.Tree;
}
