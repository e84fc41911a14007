namespace LlmCourse.Alignment;

/// <summary>
/// How much better each action was than expected: a sum of surprises δ = r + γ·V' − V, of which later ones count less and less. λ = 0 trusts the
/// values and looks one step ahead; λ = 1 trusts nothing but the rewards. (Schulman et al. 2016, equations 11 to 16; chapter 12.)
/// </summary>
public static class GeneralizedAdvantage
{
    /// <summary>The advantage of each action.</summary>
    /// <param name="rewards">What each action brought.</param>
    /// <param name="values">What was expected in the state of each action.</param>
    /// <param name="ends">True for each action that ended its episode: nothing is expected after it, and nothing flows back over it.</param>
    /// <param name="valueAfter">What is expected in the state after the last action; counts only where that did not end its episode.</param>
    /// <param name="discount">How much a reward one step later is worth, γ.</param>
    /// <param name="trace">How much surprises one step later count, λ.</param>
    /// <exception cref="ArgumentException">The numbers of rewards, values and ends differ, or a factor is not between 0 and 1.</exception>
    public static double[] Of(IReadOnlyList<double> rewards, IReadOnlyList<double> values, IReadOnlyList<bool> ends, double valueAfter, double discount = 1, double trace = 0.95)
    {
        if (values.Count != rewards.Count || ends.Count != rewards.Count)
        {
            throw new ArgumentException($"There are {rewards.Count} rewards, {values.Count} values and {ends.Count} ends; give one of each for every action.");
        }

        if (discount is not (>= 0 and <= 1) || trace is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"The discount ({discount}) and the trace ({trace}) must both be between 0 and 1.");
        }

        var advantages = new double[rewards.Count];
        var (next, later) = (valueAfter, 0.0);
        for (var t = rewards.Count - 1; t >= 0; t--)
        {
            var goesOn = ends[t] ? 0 : 1;
            var surprise = rewards[t] + (discount * next * goesOn) - values[t];
            later = surprise + (discount * trace * later * goesOn);
            (advantages[t], next) = (later, values[t]);
        }

        return advantages;
    }
}
