namespace LlmCourse.Alignment;

/// <summary>
/// Advantages without a value head: several responses to one prompt are each other's expectation. A = (r − mean) / deviation within the group.
/// (Shao et al. 2024, "DeepSeekMath", section 4.1.2; chapter 12.)
/// </summary>
public static class GroupAdvantage
{
    /// <summary>The advantage of each response of a group. Where all rewards are equal there is nothing to learn, and all advantages are 0.</summary>
    /// <param name="rewards">The rewards of the responses to one prompt.</param>
    /// <param name="divideByDeviation">False leaves the division out, which weighs easy and hard prompts alike (Liu et al. 2025).</param>
    /// <exception cref="ArgumentException">The group has fewer than two responses.</exception>
    public static double[] Of(IReadOnlyList<double> rewards, bool divideByDeviation = true)
    {
        if (rewards.Count < 2)
        {
            throw new ArgumentException($"A group of {rewards.Count} responses has nothing to be compared with; sample at least 2 for each prompt.");
        }

        var mean = rewards.Average();
        var deviation = Math.Sqrt(rewards.Sum(reward => Math.Pow(reward - mean, 2)) / rewards.Count);
        var scale = deviation < 1e-12 ? 0 : divideByDeviation ? 1 / deviation : 1;
        return [.. rewards.Select(reward => (reward - mean) * scale)];
    }
}
