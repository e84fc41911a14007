namespace LlmCourse.Alignment;

/// <summary>
/// Self-training on what a check says is right: a policy tries many tasks, the right tries become its lessons, and the improved policy tries again. (Zelikman et al. 2022, STaR, section 3.1;
/// Anthony et al. 2017, expert iteration, where a search plays in the policy's place; chapter 14.)
/// </summary>
public static class SelfTraining
{
    /// <summary>The texts of the episodes that were worth enough, each episode that was played several times once.</summary>
    /// <param name="episodes">What the policy has tried.</param>
    /// <param name="least">The reward that an episode must have.</param>
    public static IReadOnlyList<ChatTokens> Lessons(IEnumerable<Episode> episodes, double least = 1) =>
        [.. episodes.Where(episode => episode.Reward >= least).DistinctBy(episode => string.Join(' ', episode.Texts.SelectMany(text => text.Tokens))).SelectMany(episode => episode.Texts)];
}
