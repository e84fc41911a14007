namespace LlmCourse.Pipeline;

/// <summary>A model on the leaderboard. (Chapter 16.)</summary>
/// <param name="Model">What it is called.</param>
/// <param name="Hash">What it follows from.</param>
/// <param name="Seed">The seed of its run, and of its exam.</param>
/// <param name="StoryLoss">Loss on stories, in nats per token.</param>
/// <param name="Answered">Share of requests that are answered rightly.</param>
/// <param name="Gold">The gold reward, 0 to 3.</param>
/// <param name="WithSteps">Share of problems that are solved with steps; not a number where the model cannot read them.</param>
/// <param name="AllRound">The number that the list is sorted by.</param>
public sealed record LeaderboardRow(string Model, string Hash, int Seed, double StoryLoss, double Answered, double Gold, double WithSteps, double AllRound)
{
    /// <summary>The row of a measured model.</summary>
    public static LeaderboardRow Of(StageScore score, string hash, int seed) =>
        new(score.Name, hash, seed, score.StoryLoss.Value, score.Answered.Value, score.Gold.Value, score.WithSteps.Value, score.AllRound);
}
