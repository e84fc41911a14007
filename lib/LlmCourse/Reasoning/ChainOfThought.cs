using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Asks a model so that it writes its steps before its answer: with worked examples (Wei et al. 2022b), with a cue (Kojima et al. 2022), or, to compare,
/// without either. One prompt serves any model behind <see cref="IChatClient"/>: one that only continues text, and one that converses. (Chapter 13.)
/// </summary>
/// <param name="client">The model.</param>
/// <param name="style">What the prompt asks for.</param>
public sealed class ChainOfThought(IChatClient client, ThoughtStyle style = ThoughtStyle.StepByStep)
{
    /// <summary>The examples that a question's prompt shows; none when null. See <see cref="ExampleSelection"/>.</summary>
    public Func<string, IReadOnlyList<WorkedExample>>? Examples { get; init; }

    /// <summary>The words around questions and answers.</summary>
    public PromptFormat Format { get; init; } = new();

    /// <summary>Finds the answer in what the model wrote.</summary>
    public AnswerExtractor Extractor { get; init; } = new();

    /// <summary>How the model samples; the client's own choice when null.</summary>
    public ChatOptions? Options { get; init; }

    /// <summary>The whole prompt for a question.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="before">What stands between the examples and the question, such as questions that are answered already.</param>
    public string Prompt(string question, string before = "") =>
        Format.Opening + string.Join(Format.Separator, (Examples?.Invoke(question) ?? []).Select(Shown).Append(before + Posed(question)));

    /// <summary>Asks once.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<Thought> AskAsync(string question, CancellationToken cancellation = default) => AskAsync(question, "", cancellation);

    /// <summary>Asks once, with a text between the examples and the question.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<Thought> AskAsync(string question, string before, CancellationToken cancellation = default) => AskAsync(question, Prompt(question, before), Options, cancellation);

    /// <summary>Asks once, with the beginning of the answer already there; the thought holds what the model adds to it.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="begun">The beginning of the answer.</param>
    /// <param name="options">How the model samples here; <see cref="Options"/> when null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<Thought> ContinueAsync(string question, string begun, ChatOptions? options = null, CancellationToken cancellation = default) =>
        AskAsync(question, Prompt(question) + (begun.Length > 0 ? " " : "") + begun, options ?? Options, cancellation);

    /// <summary>Asks once and gives the text as it is written.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<string> StreamAsync(string question, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, Prompt(question))], Options?.Clone(), cancellation).ConfigureAwait(false))
        {
            yield return update.Text;
        }
    }

    /// <summary>Asks many questions, some at the same time; the thoughts come in the order of the questions.</summary>
    /// <param name="questions">What is asked.</param>
    /// <param name="atOnce">The most questions that are on their way at the same time.</param>
    /// <param name="cancellation">Ends it all.</param>
    /// <exception cref="ArgumentException">None may be on its way.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyList<Thought>> AskAllAsync(IReadOnlyList<string> questions, int atOnce = 1, CancellationToken cancellation = default)
    {
        if (atOnce < 1)
        {
            throw new ArgumentException($"At least 1 question must be on its way at a time, but {atOnce} may.");
        }

        var thoughts = new Thought[questions.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, questions.Count), limits, async (i, token) =>
            thoughts[i] = await AskAsync(questions[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return thoughts;
    }

    /// <summary>A question as a prompt asks it, with what is put after it.</summary>
    internal string Posed(string question) => Format.Question.Render(("question", question)) + (style == ThoughtStyle.StepByStep ? Format.Cue : "");

    private async Task<Thought> AskAsync(string question, string prompt, ChatOptions? options, CancellationToken cancellation)
    {
        var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, prompt)], options?.Clone(), cancellation).ConfigureAwait(false);
        return new Thought(question, response.Text, Extractor.Extract(response.Text), response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
    }

    private string Shown(WorkedExample example)
    {
        var steps = style == ThoughtStyle.Direct ? "" : " " + example.Reasoning;
        return Posed(example.Question) + steps + Format.Answer.Render(("answer", example.Answer));
    }
}
