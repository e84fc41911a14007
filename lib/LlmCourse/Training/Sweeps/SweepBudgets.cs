namespace LlmCourse.Training.Sweeps;

/// <summary>How long models are trained: lists of tokens, of tokens per parameter, or of operations. All lists together are one axis.</summary>
public sealed record SweepBudgets
{
    /// <summary>Tokens, D.</summary>
    public IReadOnlyList<double> Tokens { get; init; } = [];

    /// <summary>Tokens for each of the N parameters that 6·N·D counts.</summary>
    public IReadOnlyList<double> TokensPerParameter { get; init; } = [];

    /// <summary>Operations C, so that D = C / 6N: models of all sizes then cost the same (Hoffmann et al. 2022, approach 2).</summary>
    public IReadOnlyList<double> Flops { get; init; } = [];

    /// <summary>All budgets in order.</summary>
    internal IEnumerable<SweepBudget> All =>
        Tokens.Select(amount => new SweepBudget(SweepBudgetKind.Tokens, amount))
            .Concat(TokensPerParameter.Select(amount => new SweepBudget(SweepBudgetKind.TokensPerParameter, amount)))
            .Concat(Flops.Select(amount => new SweepBudget(SweepBudgetKind.Flops, amount)));
}
