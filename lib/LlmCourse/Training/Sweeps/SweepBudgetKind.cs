namespace LlmCourse.Training.Sweeps;

/// <summary>What a budget counts.</summary>
public enum SweepBudgetKind
{
    /// <summary>Tokens, D.</summary>
    Tokens,

    /// <summary>Tokens for each parameter, D / N.</summary>
    TokensPerParameter,

    /// <summary>Floating point operations, 6·N·D.</summary>
    Flops,
}
