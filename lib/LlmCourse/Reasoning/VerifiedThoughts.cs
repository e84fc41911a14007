namespace LlmCourse.Reasoning;

/// <summary>
/// Samples several chains of thought and keeps the one that a verifier likes best. A verifier of outcomes looks at the whole, one of the process at every step.
/// (Cobbe et al. 2021; Lightman et al. 2023; chapter 14.)
/// </summary>
/// <param name="chain">Asks the model; it must sample, or all thoughts are the same.</param>
/// <param name="samples">Thoughts per question.</param>
/// <param name="verify">How good a thought looks; the larger, the better. It may ask a model, as <see cref="ModelJudge"/> does.</param>
public sealed class VerifiedThoughts(ChainOfThought chain, int samples, Func<Thought, CancellationToken, Task<double>> verify)
{
    /// <summary>Verifies with a rule.</summary>
    public VerifiedThoughts(ChainOfThought chain, int samples, Func<Thought, double> verify)
        : this(chain, samples, (thought, _) => Task.FromResult(verify(thought)))
    {
    }

    /// <summary>Tokens that may be spent on all questions together; no further sample is begun once they are.</summary>
    public ComputeBudget Budget { get; init; } = ComputeBudget.Unlimited;

    /// <summary>A verifier of the process: a chain is as good as its weakest step. (Lightman et al. 2023 compare this with the product of all steps.)</summary>
    /// <param name="step">How good one step looks.</param>
    /// <param name="separator">What stands between two steps.</param>
    public static Func<Thought, double> Process(Func<string, double> step, string separator = ". ") =>
        thought => thought.Text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(step).DefaultIfEmpty(double.NegativeInfinity).Min();

    /// <summary>The best of the samples, the first of equals; and all of them with their scores.</summary>
    /// <exception cref="ArgumentException">There is to be no sample.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<(Thought? Best, IReadOnlyList<(Thought Thought, double Score)> All)> AskAsync(string question, CancellationToken cancellation = default)
    {
        if (samples < 1)
        {
            throw new ArgumentException($"The best of {samples} thoughts does not exist; sample at least 1.");
        }

        List<(Thought Thought, double Score)> all = [];
        while (all.Count < samples && !Budget.IsSpent)
        {
            var thought = await chain.AskAsync(question, cancellation).ConfigureAwait(false);
            Budget.Spend(thought.Tokens);
            all.Add((thought, await verify(thought, cancellation).ConfigureAwait(false)));
        }

        return (all.OrderByDescending(scored => scored.Score).FirstOrDefault().Thought, all);
    }
}
