namespace LlmCourse.Reasoning;

/// <summary>What a vote among sampled thoughts came to.</summary>
/// <param name="Answer">The answer with most weight; of equal ones that which came first. Null where no thought had an answer.</param>
/// <param name="Weights">The weight of each answer.</param>
/// <param name="Thoughts">The thoughts, in the order in which they came.</param>
/// <param name="StoppedEarly">True when the vote was decided before all samples were taken.</param>
public sealed record VoteResult(string? Answer, IReadOnlyDictionary<string, double> Weights, IReadOnlyList<Thought> Thoughts, bool StoppedEarly)
{
    /// <summary>Tokens read and written by all thoughts.</summary>
    public long Tokens => Thoughts.Sum(thought => thought.Tokens);
}
