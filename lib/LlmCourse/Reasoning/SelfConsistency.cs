namespace LlmCourse.Reasoning;

/// <summary>
/// Samples several chains of thought and takes the answer that most of them reach: a right answer has many ways to it, wrong ones seldom agree. (Wang et al. 2022;
/// chapter 14.)
/// </summary>
/// <param name="chain">Asks the model; it must sample, or all thoughts are the same.</param>
/// <param name="samples">The most thoughts per question.</param>
public sealed class SelfConsistency(ChainOfThought chain, int samples)
{
    /// <summary>What a thought's vote counts; 1 each when null.</summary>
    public Func<Thought, double>? Weight { get; init; }

    /// <summary>The vote ends as soon as <see cref="VoteStop.Confidence"/> reaches this; null always takes all samples. Meant for votes that count 1 each.</summary>
    public double? StopAt { get; init; }

    /// <summary>Tokens that may be spent on all questions together; no further sample is begun once they are.</summary>
    public ComputeBudget Budget { get; init; } = ComputeBudget.Unlimited;

    /// <summary>Asks until the vote is decided, the samples are taken, or the budget is spent.</summary>
    /// <exception cref="ArgumentException">There is to be no sample.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<VoteResult> AskAsync(string question, CancellationToken cancellation = default)
    {
        if (samples < 1)
        {
            throw new ArgumentException($"A vote needs at least 1 sample, but {samples} were asked for.");
        }

        List<Thought> thoughts = [];
        while (thoughts.Count < samples && !Budget.IsSpent && !IsDecided(thoughts))
        {
            thoughts.Add(await chain.AskAsync(question, cancellation).ConfigureAwait(false));
            Budget.Spend(thoughts[^1].Tokens);
        }

        return Count(thoughts, Weight) with { StoppedEarly = thoughts.Count < samples && IsDecided(thoughts) };
    }

    /// <summary>Counts the votes of thoughts that are already there.</summary>
    public static VoteResult Count(IReadOnlyList<Thought> thoughts, Func<Thought, double>? weight = null)
    {
        var weights = new Dictionary<string, double>();
        foreach (var thought in thoughts.Where(thought => thought.Answer is not null))
        {
            weights[thought.Answer!] = weights.GetValueOrDefault(thought.Answer!) + (weight?.Invoke(thought) ?? 1);
        }

        // OrderBy keeps the order of equals, and a dictionary that nothing was removed from that of arrival.
        return new VoteResult(weights.OrderByDescending(vote => vote.Value).Select(vote => vote.Key).FirstOrDefault(), weights, thoughts, StoppedEarly: false);
    }

    private bool IsDecided(List<Thought> thoughts)
    {
        if (StopAt is not { } needed || thoughts.Count == 0)
        {
            return false;
        }

        int[] votes = [.. thoughts.Where(thought => thought.Answer is not null).GroupBy(thought => thought.Answer).Select(group => group.Count()).OrderDescending(), 0, 0];
        return VoteStop.Confidence(votes[0], votes[1]) >= needed;
    }
}
