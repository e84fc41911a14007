namespace LlmCourse.Reasoning;

/// <summary>Tokens that may be spent, and those that were. Safe to share between calls that run at the same time. (Chapters 13 and 14.)</summary>
public sealed class ComputeBudget
{
    private long spent;

    /// <summary>Sets the limit.</summary>
    /// <exception cref="ArgumentException">There is nothing to spend.</exception>
    public ComputeBudget(long tokens) => Tokens = tokens >= 1 ? tokens : throw new ArgumentException($"A budget needs at least 1 token, but it has {tokens}; pass long.MaxValue for no limit.");

    /// <summary>A budget without a limit, which only counts.</summary>
    public static ComputeBudget Unlimited => new(long.MaxValue);

    /// <summary>The limit.</summary>
    public long Tokens { get; }

    /// <summary>Tokens spent so far; the last call may have gone beyond the limit, since nobody knows a text's length before it is written.</summary>
    public long Spent => Interlocked.Read(ref spent);

    /// <summary>What is left; never below 0.</summary>
    public long Left => Math.Max(0, Tokens - Spent);

    /// <summary>True when nothing is left.</summary>
    public bool IsSpent => Left == 0;

    /// <summary>Counts tokens as spent.</summary>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    public void Spend(long tokens) => Interlocked.Add(ref spent, tokens >= 0 ? tokens : throw new ArgumentException($"Tokens that were spent ({tokens}) do not come back."));
}
