using LlmCourse.Data.World;

namespace LlmCourse.Alignment;

/// <summary>What a policy has said to a request. (Chapters 11 and 12.)</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Text">The response as a person reads it.</param>
/// <param name="Tokens">Prompt and response as the policy wrote them; without an end where it was cut off.</param>
public sealed record Response(Request Request, string Text, ChatTokens Tokens)
{
    /// <summary>What it is really worth.</summary>
    public ResponseGrade Grade { get; } = ResponseGrade.Of(Request, Text);

    /// <summary>True for what can be shown to a person: something is said, and no marks of turns, which a policy may write as it may write anything.</summary>
    public bool IsReadable => Text.Length > 0 && !Text.Contains('<', StringComparison.Ordinal);

    /// <summary>Words of the response.</summary>
    public int Words => WordsOf(Text);

    /// <summary>Words of a text, without its marks.</summary>
    public static int WordsOf(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}
