using LlmCourse.Evaluation;

namespace LlmCourse.Reasoning;

/// <summary>What an evaluation came to: a row of its table. (Chapter 14.)</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Items">Questions of the evaluation.</param>
/// <param name="Finished">Questions that were asked.</param>
/// <param name="Right">Right answers among them.</param>
/// <param name="AnyRight">Questions to which any sample had the right answer.</param>
/// <param name="Answered">Questions to which an answer was found in what the model wrote.</param>
/// <param name="Calls">Calls of the model.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Seconds">How long the questions took, one after another.</param>
public sealed record EvaluationSummary(
    string Strategy, int Items, int Finished, int Right, int AnyRight, int Answered, long Calls, long InputTokens, long OutputTokens, double Seconds)
{
    /// <summary>Share of right answers, with its interval; null where nothing is finished.</summary>
    public Estimate? Accuracy => Finished > 0 ? Wilson.Of(Right, Finished) : null;

    /// <summary>Sums up results.</summary>
    public static EvaluationSummary Of(EvaluationStrategy strategy, int items, IReadOnlyCollection<ItemResult> results) => new(
        strategy.Name, items, results.Count, results.Count(result => result.IsRight), results.Count(result => result.AnyRight), results.Count(result => result.Answer is not null),
        results.Sum(result => (long)result.Calls), results.Sum(result => result.InputTokens), results.Sum(result => result.OutputTokens), results.Sum(result => result.Seconds));

    /// <summary>What it cost, at prices per million tokens; null where nobody counted the tokens.</summary>
    public double? Cost(double inputPrice, double outputPrice) =>
        InputTokens + OutputTokens > 0 ? ((InputTokens * inputPrice) + (OutputTokens * outputPrice)) / 1e6 : null;
}
