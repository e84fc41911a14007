namespace LlmCourse.Reasoning;

/// <summary>What a strategy came to.</summary>
/// <param name="Answer">Its answer; null where it has none.</param>
/// <param name="Signal">The larger, the surer it looks: the agreement of a vote, say, or a verifier's score. What it is worth is for a calibration to say.</param>
/// <param name="Thoughts">The thoughts behind the answer, those taken over from the strategy before included.</param>
/// <param name="Tokens">Tokens that this strategy spent.</param>
public sealed record StrategyResult(string? Answer, double Signal, IReadOnlyList<Thought> Thoughts, long Tokens);
