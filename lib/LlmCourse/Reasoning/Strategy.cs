namespace LlmCourse.Reasoning;

/// <summary>A way to answer a question, at a price of its own: a direct answer, one chain, a vote, a tree. (Chapter 14.)</summary>
/// <param name="Name">What it is called.</param>
/// <param name="TryAsync">Answers a question; it is given what the strategy before it came to, if there was one, and may build on that.</param>
public sealed record Strategy(string Name, Func<string, StrategyResult?, CancellationToken, Task<StrategyResult>> TryAsync)
{
    /// <summary>A majority vote. Its signal says how decided it is: <see cref="VoteStop.Confidence"/> of the two answers that lead.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="chain">Asks the model; it must sample.</param>
    /// <param name="samples">Thoughts that vote.</param>
    /// <param name="goesOn">True where the thoughts of the strategy before are the first voters, which saves their price.</param>
    public static Strategy Vote(string name, ChainOfThought chain, int samples, bool goesOn = false) => new(name, async (question, before, cancellation) =>
    {
        var earlier = goesOn ? before?.Thoughts ?? [] : [];
        var added = earlier.Count >= samples ? [] : (await new SelfConsistency(chain, samples - earlier.Count).AskAsync(question, cancellation).ConfigureAwait(false)).Thoughts;
        var vote = SelfConsistency.Count([.. earlier, .. added]);
        double[] votes = [.. vote.Weights.Values.OrderDescending(), 0, 0];
        return new StrategyResult(vote.Answer, vote.Answer is null ? 0 : VoteStop.Confidence((int)votes[0], (int)votes[1]), vote.Thoughts, added.Sum(thought => thought.Tokens));
    });
}
