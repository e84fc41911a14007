using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// A tree of thoughts for any question: the model goes on with one step, several times over, a judge says how promising the steps so far are, and the best few are followed. Steps that end in an
/// answer are followed no further; of these the best judged wins. (Yao et al. 2023, section 3: thoughts sampled from a chain's prompt, each valued by itself, breadth-first search; chapter 14.)
/// </summary>
/// <param name="chain">Asks the model; it must sample, or all steps are the same.</param>
/// <param name="branches">Next steps that are proposed after each thought, k.</param>
/// <param name="width">Thoughts that are followed at each level, b.</param>
/// <param name="judge">How promising the steps so far are, 0 to 1. It may ask a model, as <see cref="ModelJudge"/> does. An answer that gets 1 ends the search.</param>
public sealed class TreeOfSteps(ChainOfThought chain, int branches, int width, Func<Thought, CancellationToken, Task<double>> judge)
{
    private const string SentenceEnd = ". ", LineEnd = "\n";

    /// <summary>The most steps of a solution.</summary>
    public int MostSteps { get; init; } = 12;

    /// <summary>Tokens that may be spent on steps, for all questions together; no further thought is followed once they are.</summary>
    public ComputeBudget Budget { get; init; } = ComputeBudget.Unlimited;

    /// <summary>The best judged of the solutions, the first of equals, and all of them with their scores in the order of their arrival; where there is none, the steps of the longest way.</summary>
    /// <exception cref="ArgumentException">No step is to be proposed, or none followed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<(Thought Best, IReadOnlyList<(Thought Thought, double Score)> Finished)> AskAsync(string question, CancellationToken cancellation = default)
    {
        if (branches < 1)
        {
            throw new ArgumentException($"A tree needs at least 1 next step of each thought, but {branches} are to be proposed.");
        }

        List<(Thought Thought, double Score)> finished = [];
        var search = new TreeOfThoughts<Steps>(ProposeAsync, ValueAsync, isGoal: _ => false) { Search = TreeSearch.Beam, Width = width, MostDepth = MostSteps, Budget = Budget };
        var longest = (await search.RunAsync(new Steps("", null, 0, 0), cancellation).ConfigureAwait(false)).Path[^1];
        return (finished.Count > 0 ? finished.MaxBy(one => one.Score).Thought : longest.Of(question), finished);

        async Task<IReadOnlyList<Steps>> ProposeAsync(Steps steps, CancellationToken token)
        {
            List<Steps> next = [];
            var isOver = steps.Answer is not null || finished.Any(one => one.Score >= 1);
            while (!isOver && next.Count < branches)
            {
                var step = await chain.ContinueAsync(question, steps.Text, UpToTheEndOfAStep(), token).ConfigureAwait(false);
                Budget.Spend(step.Tokens);
                next.Add(steps.Then(step));
            }

            return [.. next.Where(longer => longer.Text != steps.Text)]; // a model that has nothing to add says nothing
        }

        async Task<double> ValueAsync(Steps steps, CancellationToken token)
        {
            var score = await judge(steps.Of(question), token).ConfigureAwait(false);
            if (steps.Answer is not null)
            {
                finished.Add((steps.Of(question), score));
            }

            return score;
        }
    }

    private ChatOptions UpToTheEndOfAStep()
    {
        var options = chain.Options?.Clone() ?? new ChatOptions();
        options.StopSequences = [SentenceEnd, LineEnd, .. (options.StopSequences ?? []).Where(stop => !stop.Contains(LineEnd, StringComparison.Ordinal))];
        return options;
    }

    /// <summary>The steps so far as one text, the answer in the last of them, and the tokens of all; steps that read the same are equal.</summary>
    private sealed record Steps(string Text, string? Answer, long InputTokens, long OutputTokens)
    {
        public Thought Of(string question) => new(question, Text, Answer, InputTokens, OutputTokens);

        /// <summary>One step more; the full stop at which the model was stopped is written again.</summary>
        public Steps Then(Thought step)
        {
            var text = step.Text.Trim();
            var whole = text.Length > 0 && !".!?:;,".Contains(text[^1], StringComparison.Ordinal) ? text + "." : text;
            return new Steps($"{Text} {whole}".Trim(), step.Answer, InputTokens + step.InputTokens, OutputTokens + step.OutputTokens);
        }

        public bool Equals(Steps? other) => Text == other?.Text;

        public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
    }
}
