using System.Globalization;

namespace LlmCourse.Evaluation;

/// <summary>
/// Says whether an answer is the right one. Numbers are equal where their values are: "1,000", "1000.0" and "$1000" are one answer. Other texts are equal where their letters are, whatever
/// their case, their spaces, and a full stop at their end. (Chapter 14.)
/// </summary>
public static class AnswerCheck
{
    /// <summary>True for an answer that has the value or the letters of the right one; never where there is none.</summary>
    public static bool IsRight(string expected, string? given) => given is not null
        && (Number(expected) is { } right ? Number(given) == right : string.Equals(Plain(expected), Plain(given), StringComparison.OrdinalIgnoreCase));

    /// <summary>True for an answer that is a number.</summary>
    public static bool IsNumber(string answer) => Number(answer) is not null;

    private static decimal? Number(string text)
    {
        var digits = text.Trim().TrimEnd('.').Replace("$", "", StringComparison.Ordinal).TrimEnd('%');
        return decimal.TryParse(digits, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static string Plain(string text) => string.Join(' ', text.Trim().TrimEnd('.').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
