using LlmCourse.Model;

namespace LlmCourse.Alignment;

/// <summary>A conversation as tokens, and which of them the assistant has to say. (Chapter 10.)</summary>
/// <param name="Tokens">All tokens.</param>
/// <param name="IsResponse">True for each token that the assistant says, the end of its turn included: those are learnt, the others only read.</param>
public sealed record ChatTokens(IReadOnlyList<int> Tokens, IReadOnlyList<bool> IsResponse)
{
    /// <summary>Places to predict at: every token but the last is read to predict the next one.</summary>
    public int Length => Tokens.Count - 1;

    /// <summary>What is read, and what is to be predicted there: <see cref="LanguageModel.NoTarget"/> wherever the next token is not the assistant's.</summary>
    public (long Input, long Target) At(int place) => (Tokens[place], IsResponse[place + 1] ? Tokens[place + 1] : LanguageModel.NoTarget);
}
