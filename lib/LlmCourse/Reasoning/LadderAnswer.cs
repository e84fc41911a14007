namespace LlmCourse.Reasoning;

/// <summary>What a ladder of strategies came to.</summary>
/// <param name="Answer">The answer of the last rung that had one.</param>
/// <param name="Strategy">That rung's name.</param>
/// <param name="Confidence">How probable it is that the answer is right, as far as practice tells.</param>
/// <param name="Tokens">Tokens spent on all rungs that were tried.</param>
/// <param name="Climbed">The rungs that were tried, the last one being where it ended, each with its answer and confidence.</param>
public sealed record LadderAnswer(string? Answer, string Strategy, double Confidence, long Tokens, IReadOnlyList<(string Strategy, string? Answer, double Confidence)> Climbed);
