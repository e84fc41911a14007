using System.Globalization;
using LlmCourse.Runtime;

namespace LlmCourse.Reasoning;

/// <summary>A way to make a model answer, and how many samples it takes: "direct", "cot", "self-consistency:8". (Chapters 13 and 14.)</summary>
/// <param name="Kind">The way.</param>
/// <param name="Samples">The most thoughts per question.</param>
public sealed record EvaluationStrategy(EvaluationStrategyKind Kind, int Samples = 1)
{
    private const int MostSamples = 1000;

    private static readonly Dictionary<string, EvaluationStrategyKind> Kinds = new()
    {
        ["direct"] = EvaluationStrategyKind.Direct,
        ["cot"] = EvaluationStrategyKind.ChainOfThought,
        ["self-consistency"] = EvaluationStrategyKind.SelfConsistency,
        ["adaptive-consistency"] = EvaluationStrategyKind.AdaptiveConsistency,
        ["best-of"] = EvaluationStrategyKind.BestOf,
    };

    /// <summary>The forms that <see cref="Parse"/> reads.</summary>
    public static string Forms { get; } = string.Join(", ", Kinds.Select(kind => IsSampled(kind.Value) ? $"{kind.Key}:N" : kind.Key));

    /// <summary>The strategy as it is written: "self-consistency:8".</summary>
    public string Name => Kinds.Single(kind => kind.Value == Kind).Key + (IsSampled(Kind) ? string.Create(CultureInfo.InvariantCulture, $":{Samples}") : "");

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

        if (!IsSampled(kind))
        {
            return number is null ? new EvaluationStrategy(kind) : throw new ArgumentException($"The strategy '{name}' asks once; leave ':{number}' out.");
        }

        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var samples) && samples is >= 1 and <= MostSamples
            ? new EvaluationStrategy(kind, samples)
            : throw new ArgumentException($"The strategy '{text}' needs a number of samples from 1 to {MostSamples}, like {name}:8.");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool IsSampled(EvaluationStrategyKind kind) => kind is EvaluationStrategyKind.SelfConsistency or EvaluationStrategyKind.AdaptiveConsistency or EvaluationStrategyKind.BestOf;
}
