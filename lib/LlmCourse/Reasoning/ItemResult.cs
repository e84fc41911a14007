namespace LlmCourse.Reasoning;

/// <summary>What came of one question of a task file. (Chapter 14.)</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Expected">The right answer.</param>
/// <param name="Answer">The model's answer; null where none was found.</param>
/// <param name="IsRight">True when it is the right one.</param>
/// <param name="AnyRight">True when any of the samples has the right answer: what a perfect verifier would find.</param>
/// <param name="Calls">Calls of the model, also those that judge or that cut the question into smaller ones.</param>
/// <param name="InputTokens">Tokens read, 0 where the service does not say.</param>
/// <param name="OutputTokens">Tokens written, 0 where the service does not say.</param>
/// <param name="Seconds">How long it took, waiting included.</param>
/// <param name="Texts">What the model wrote, a text for each sample or for each part.</param>
public sealed record ItemResult(
    string Id, string Expected, string? Answer, bool IsRight, bool AnyRight, int Calls, long InputTokens, long OutputTokens, double Seconds, IReadOnlyList<string> Texts);
