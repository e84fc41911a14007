namespace LlmCourse.Reasoning;

/// <summary>
/// Cuts a problem into smaller ones and solves them one after another, the easiest first; each prompt holds the problem and the answers so far. A problem that stays whole is asked as the
/// chain asks it. (Zhou et al. 2022, Least-to-most prompting, section 2; chapter 14.)
/// </summary>
/// <param name="chain">Asks the model.</param>
/// <param name="decompose">The smaller problems, the easiest first, the problem itself last; a model may find them, as <see cref="ModelDecomposer"/> has it do, or a rule.</param>
public sealed class LeastToMost(ChainOfThought chain, Func<string, CancellationToken, Task<IReadOnlyList<string>>> decompose)
{
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
        var context = parts.Count > 1 ? problem + chain.Format.Separator : "";
        foreach (var part in parts)
        {
            var thought = await chain.AskAsync(part, context, cancellation).ConfigureAwait(false);
            thoughts.Add(thought);
            context += $"{chain.Posed(part)} {thought.Text.Trim()}{chain.Format.Separator}";
        }

        return thoughts;
    }
}
