using System.Text.RegularExpressions;

namespace LlmCourse.Reasoning;

/// <summary>Finds the answer in what a model wrote: what stands after the last mark, such as "The answer is". (Kojima et al. 2022, section 3; chapter 13.)</summary>
/// <param name="marker">The words before the answer; where they do not occur, there is no answer.</param>
/// <param name="pattern">What an answer looks like, as a regular expression: a number, if nothing else is said.</param>
public sealed partial class AnswerExtractor(string marker = "The answer is", string? pattern = null)
{
    private readonly Regex answer = pattern is null ? Number() : new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The words before the answer.</summary>
    public string Marker => marker;

    /// <summary>The answer, numbers without commas between their thousands; null where the text has none.</summary>
    public string? Extract(string text)
    {
        var at = text.LastIndexOf(marker, StringComparison.OrdinalIgnoreCase);
        var found = at < 0 ? Match.Empty : answer.Match(text, at + marker.Length);
        return !found.Success ? null : pattern is null ? found.Value.Replace(",", "", StringComparison.Ordinal) : found.Value;
    }

    [GeneratedRegex(@"-?\d+(,\d{3})*(\.\d+)?")]
    private static partial Regex Number();
}
