using LlmCourse.Evaluation;

namespace LlmCourse.Reasoning;

/// <summary>
/// Chooses the strategy for each problem by itself: it begins with the cheapest, and climbs to a dearer one only while that is expected to help. What to expect was learnt from practice
/// problems whose answers are known: how often answers that look as sure as this one are right, and how often the top of the ladder is right on the same problems. Easy problems cost little
/// then, and so do those on which more work would change nothing. (Snell et al. 2024, section 3, spend compute by estimated difficulty; Chen et al. 2023, FrugalGPT, section 3, from cheap to
/// dear; chapter 14.)
/// </summary>
public sealed class StrategyLadder
{
    private readonly IReadOnlyList<Strategy> rungs;
    private readonly IReadOnlyList<(IsotonicCalibration Here, IsotonicCalibration Top)> expected;

    /// <summary>A ladder that has practised.</summary>
    /// <param name="rungs">The strategies, the cheapest first.</param>
    /// <param name="practice">For each practice problem the signal of every rung, and whether its answer was right. See <see cref="PractiseAsync"/>.</param>
    /// <exception cref="ArgumentException">There is no rung, there was no practice, or a problem was not tried on every rung.</exception>
    public StrategyLadder(IReadOnlyList<Strategy> rungs, IReadOnlyList<IReadOnlyList<(double Signal, bool IsRight)>> practice)
    {
        if (rungs.Count == 0 || practice.Count == 0 || practice.Any(problem => problem.Count != rungs.Count))
        {
            throw new ArgumentException($"A ladder needs at least one strategy ({rungs.Count}) and one practice problem ({practice.Count}), and every problem must be tried on every rung.");
        }

        this.rungs = rungs;
        expected = [.. rungs.Select((_, i) => (
            new IsotonicCalibration(practice.Select(problem => (problem[i].Signal, problem[i].IsRight))),
            new IsotonicCalibration(practice.Select(problem => (problem[i].Signal, problem[^1].IsRight)))))];
    }

    /// <summary>Tries every rung on every practice problem.</summary>
    /// <param name="rungs">The strategies, the cheapest first.</param>
    /// <param name="questions">Problems that are used for nothing else.</param>
    /// <param name="isRight">Judges an answer to the question with a number.</param>
    /// <param name="cancellation">Ends it all.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<(double Signal, bool IsRight)>>> PractiseAsync(
        IReadOnlyList<Strategy> rungs, IReadOnlyList<string> questions, Func<int, string?, bool> isRight, CancellationToken cancellation = default)
    {
        var trials = new List<IReadOnlyList<(double, bool)>>();
        foreach (var (i, question) in questions.Index())
        {
            var (result, problem) = ((StrategyResult?)null, new List<(double, bool)>());
            foreach (var rung in rungs)
            {
                result = await rung.TryAsync(question, result, cancellation).ConfigureAwait(false);
                problem.Add((result.Signal, isRight(i, result.Answer)));
            }

            trials.Add(problem);
        }

        return trials;
    }

    /// <summary>Climbs while the top of the ladder promises enough, or until there is no further rung.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="worthwhile">The gain in the probability of a right answer for which it climbs, 0 to 1; the dial between price and accuracy.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<LadderAnswer> AskAsync(string question, double worthwhile, CancellationToken cancellation = default)
    {
        List<(string Strategy, string? Answer, double Confidence)> climbed = [];
        var (result, tokens) = ((StrategyResult?)null, 0L);
        foreach (var (rung, (here, top)) in rungs.Zip(expected))
        {
            result = await rung.TryAsync(question, result, cancellation).ConfigureAwait(false);
            tokens += result.Tokens;
            var confidence = result.Answer is null ? 0 : here.At(result.Signal);
            climbed.Add((rung.Name, result.Answer, confidence));
            if (top.At(result.Signal) - confidence < worthwhile)
            {
                break;
            }
        }

        var last = climbed.LastOrDefault(tried => tried.Answer is not null, climbed[^1]);
        return new LadderAnswer(last.Answer, last.Strategy, last.Confidence, tokens, climbed);
    }
}
