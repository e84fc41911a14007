namespace LlmCourse.Reasoning;

/// <summary>What a model wrote to one question.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Text">All that the model wrote.</param>
/// <param name="Answer">The answer in it; null where none was found.</param>
/// <param name="InputTokens">Tokens that the model read, 0 where the client does not say.</param>
/// <param name="OutputTokens">Tokens that the model wrote, 0 where the client does not say.</param>
public sealed record Thought(string Question, string Text, string? Answer, long InputTokens, long OutputTokens)
{
    /// <summary>Tokens read and written.</summary>
    public long Tokens => InputTokens + OutputTokens;
}
