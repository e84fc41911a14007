using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Cuts a problem into smaller ones and solves them one after another, the easiest first; each prompt holds the answers so far. (Zhou et al. 2022, Least-to-most prompting,
/// section 2; chapter 14.)
/// </summary>
/// <param name="client">The model.</param>
/// <param name="decompose">The smaller problems, the easiest first, the problem itself last; a model may find them, or a rule.</param>
public sealed class LeastToMost(IChatClient client, Func<string, CancellationToken, Task<IReadOnlyList<string>>> decompose)
{
    /// <summary>The words around questions and answers.</summary>
    public PromptFormat Format { get; init; } = new();

    /// <summary>Finds the answer in what the model wrote.</summary>
    public AnswerExtractor Extractor { get; init; } = new();

    /// <summary>How the model samples; the client's own choice when null.</summary>
    public ChatOptions? Options { get; init; }

    /// <summary>The thoughts on the smaller problems; the last one holds the answer.</summary>
    /// <exception cref="ArgumentException">The problem was cut into nothing.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyList<Thought>> AskAsync(string problem, CancellationToken cancellation = default)
    {
        var parts = await decompose(problem, cancellation).ConfigureAwait(false);
        if (parts.Count == 0)
        {
            throw new ArgumentException($"The problem '{problem}' was cut into no smaller ones; give at least the problem itself.");
        }

        List<Thought> thoughts = [];
        var context = "";
        foreach (var part in parts)
        {
            var prompt = context + Format.Question.Render(("question", part));
            var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, prompt)], Options?.Clone(), cancellation).ConfigureAwait(false);
            thoughts.Add(new Thought(part, response.Text, Extractor.Extract(response.Text), response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0));
            context = prompt + " " + response.Text.Trim() + Format.Separator;
        }

        return thoughts;
    }
}
