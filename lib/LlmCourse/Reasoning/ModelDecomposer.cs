using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Asks a model which smaller questions lead to the answer of a problem, the easiest first; the first half of <see cref="LeastToMost"/>. What the model writes may be no list, or more than that;
/// where no question can be found in it, the problem stays whole. (Zhou et al. 2022, Least-to-most prompting, section 2; chapter 14.)
/// </summary>
/// <param name="client">The model.</param>
public sealed partial class ModelDecomposer(IChatClient client)
{
    /// <summary>The most smaller questions that are taken from a list, the first ones.</summary>
    public const int MostParts = 8;

    private const string Request = "Which smaller questions lead to the answer, the easiest first? Write one on each line, and answer none.";

    /// <summary>How it is asked, with an example that shows the form; the gap is {problem}.</summary>
    public PromptTemplate Prompt { get; init; } = new($$"""
        Problem: A boat crosses the lake in 9 minutes and waits 6 minutes before it turns. How many times can it cross in 75 minutes?
        {{Request}}
        1. How long do a crossing and the wait after it take?
        2. How many times does that fit into 75 minutes?

        Problem: {problem}
        {{Request}}

        """);

    /// <summary>How the model samples; the client's own choice when null.</summary>
    public ChatOptions? Options { get; init; }

    /// <summary>The smaller questions in a text, and the problem itself after them: the numbered lines or those with a dash; where there are none, the lines that end with a question mark.</summary>
    public static IReadOnlyList<string> Parse(string text, string problem)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Replace("**", "", StringComparison.Ordinal)).ToList();
        var listed = lines.Select(line => Listed().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToList();
        var parts = (listed.Count > 0 ? listed : lines.Where(line => line.EndsWith('?'))).Select(part => part.Trim())
            .Where(part => part.Any(char.IsLetter) && !problem.Contains(part, StringComparison.OrdinalIgnoreCase)); // what the problem asks itself comes last anyway
        return [.. parts.Distinct(StringComparer.OrdinalIgnoreCase).Take(MostParts), problem];
    }

    /// <summary>What the model wrote, and the parts in it. A model that cannot read the request, since its vocabulary lacks a word of it, has written nothing.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<(string Text, IReadOnlyList<string> Parts)> AskAsync(string problem, CancellationToken cancellation = default)
    {
        var prompt = Prompt.Render(("problem", problem));
        try
        {
            var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, prompt)], Options?.Clone(), cancellation).ConfigureAwait(false);
            return (response.Text, Parse(response.Text, problem));
        }
        catch (ArgumentException)
        {
            return ("", [problem]);
        }
    }

    /// <summary>"1. …", "2) …", "- …", "Question 3: …".</summary>
    [GeneratedRegex(@"^(?:[-*•]|(?:(?:sub-?)?question |step |q)?\(?\d{1,2}[.):])\s+(\S.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Listed();
}
