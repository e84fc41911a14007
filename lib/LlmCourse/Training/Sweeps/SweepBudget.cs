using System.Globalization;
using System.Text.Json;

namespace LlmCourse.Training.Sweeps;

/// <summary>How long one model is trained, as the plan says it.</summary>
/// <param name="Kind">What is counted.</param>
/// <param name="Amount">How many of them.</param>
public readonly record struct SweepBudget(SweepBudgetKind Kind, double Amount)
{
    /// <summary>The kind as files name it: <c>tokens_per_parameter</c>.</summary>
    public string KindName => JsonNamingPolicy.SnakeCaseLower.ConvertName(Kind.ToString());

    /// <summary>The tokens that a model of N parameters is to see.</summary>
    public double TokensFor(long parameters) => Kind switch
    {
        SweepBudgetKind.TokensPerParameter => Amount * parameters,
        SweepBudgetKind.Flops => Amount / (6.0 * parameters),
        _ => Amount,
    };

    /// <summary>For names of runs: <c>tokens-100000</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KindName.Replace('_', '-')}-{Amount:R}").Replace("+", "", StringComparison.Ordinal);
}
