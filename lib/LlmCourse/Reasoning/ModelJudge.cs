using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Asks a model, perhaps the same one, whether what was written is right: a whole solution, or, with the prompt <see cref="OfSteps"/>, the steps so far.
/// It is a verifier that needs no training, and only as good as the model's knowledge of itself. (Kadavath et al. 2022, Language models (mostly) know what they know, section 3; chapter 14.)
/// </summary>
/// <param name="client">The model that judges.</param>
public sealed class ModelJudge(IChatClient client)
{
    /// <summary>Asks about a solution that is not finished. (As Yao et al. 2023, section 3, value a state by itself.)</summary>
    public static PromptTemplate OfSteps { get; } = new("Question: {question}\nSteps so far: {solution}\nIs every step right, and can they lead to the answer? Answer with yes or no.\nAnswer:");

    /// <summary>How it is asked; the gaps are {question} and {solution}.</summary>
    public PromptTemplate Prompt { get; init; } = new("Question: {question}\nProposed solution: {solution}\nIs the proposed solution right? Answer with yes or no.\nAnswer:");

    /// <summary>How the judge samples; by default it takes the likeliest word.</summary>
    public ChatOptions Options { get; init; } = new() { Temperature = 0 };

    /// <summary>
    /// 1 for a yes, 0 for a no, one half for anything else; whichever of the two words comes last counts. A model that cannot read the prompt, since its vocabulary lacks a word of it, says
    /// neither.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<double> ScoreAsync(Thought thought, CancellationToken cancellation = default)
    {
        var prompt = Prompt.Render(("question", thought.Question), ("solution", thought.Text.Trim()));
        var words = (await AskAsync(prompt, cancellation).ConfigureAwait(false)).ToLowerInvariant().Split([' ', '\n', '\t', '.', ',', '!', '*', '"', ':', ';'], StringSplitOptions.RemoveEmptyEntries);
        return Array.FindLast(words, word => word is "yes" or "no") switch { "yes" => 1, "no" => 0, _ => 0.5 };
    }

    private async Task<string> AskAsync(string prompt, CancellationToken cancellation)
    {
        try
        {
            return (await client.GetResponseAsync([new ChatMessage(ChatRole.User, prompt)], Options.Clone(), cancellation).ConfigureAwait(false)).Text;
        }
        catch (ArgumentException)
        {
            return "";
        }
    }
}
