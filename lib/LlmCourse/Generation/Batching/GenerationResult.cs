namespace LlmCourse.Generation.Batching;

/// <summary>A finished text.</summary>
/// <param name="Text">What was written.</param>
/// <param name="Tokens">Its tokens, the one that ended it included.</param>
/// <param name="End">Why it ended.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="SharedTokens">Those of them that were taken over from another text instead of read.</param>
public sealed record GenerationResult(string Text, IReadOnlyList<int> Tokens, GenerationEnd End, int PromptTokens, int SharedTokens);
