using System.Globalization;

namespace LlmCourse.Evaluation;

/// <summary>
/// Says whether an answer is the right one. Numbers are equal where their values are: "1,000", "1000.0" and "$1000" are one answer. Other texts are equal where their letters are, whatever
/// their case, their spaces, and a full stop at their end. Where many answers are right, a check judges them by what they do. (Chapter 14.)
/// </summary>
public static class AnswerCheck
{
    /// <summary>Any expression passes that has the value 24 and uses each number of the right answer once, as in <see cref="Data.GameOf24"/>.</summary>
    public const string GameOf24 = "game-of-24";

    private const string Signs = "+*/×÷−-";

    /// <summary>For each check what an answer looks like, as a regular expression, and whether one passes, given one that does.</summary>
    private static readonly Dictionary<string, (string Pattern, Func<string, string, bool> Passes)> Checks = new()
    {
        [GameOf24] = ($@"[(\d](?=[\d ()]*[{Signs}])[\d (){Signs}]*[\d)]", (right, given) => Data.GameOf24.UsedBy(right)?.IsSolvedBy(given) == true),
    };

    /// <summary>The checks: "game-of-24".</summary>
    public static IReadOnlyCollection<string> Names => Checks.Keys;

    /// <summary>What an answer looks like that a check judges, as a regular expression.</summary>
    /// <exception cref="ArgumentException">There is no such check.</exception>
    public static string PatternOf(string check) => Find(check).Pattern;

    /// <summary>True for an answer that passes the question's check or, where it has none, equals its right answer.</summary>
    /// <exception cref="ArgumentException">There is no such check.</exception>
    public static bool IsRight(TaskItem item, string? given) =>
        item.Check is null ? IsRight(item.Answer, given) : Find(item.Check).Passes(item.Answer, given ?? "");

    /// <summary>True for an answer that has the value or the letters of the right one; never where there is none.</summary>
    public static bool IsRight(string expected, string? given) => given is not null
        && (Number(expected) is { } right ? Number(given) == right : string.Equals(Plain(expected), Plain(given), StringComparison.OrdinalIgnoreCase));

    /// <summary>True for an answer that is a number.</summary>
    public static bool IsNumber(string answer) => Number(answer) is not null;

    private static (string Pattern, Func<string, string, bool> Passes) Find(string check) =>
        Checks.TryGetValue(check, out var found) ? found : throw new ArgumentException($"there is no check '{check}'.{Runtime.JsonKeys.DidYouMean(check, Checks.Keys)} The checks are: {string.Join(", ", Checks.Keys)}.");

    private static decimal? Number(string text)
    {
        var digits = text.Trim().TrimEnd('.').Replace("$", "", StringComparison.Ordinal).TrimEnd('%');
        return decimal.TryParse(digits, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static string Plain(string text) => string.Join(' ', text.Trim().TrimEnd('.').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
