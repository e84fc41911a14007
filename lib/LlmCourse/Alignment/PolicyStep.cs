namespace LlmCourse.Alignment;

/// <summary>What one step of a training by reinforcement saw and did. (Chapter 12.)</summary>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="Episodes">What the policy did before it learnt from it.</param>
/// <param name="KL">How far the policy has gone from the reference, k₁ summed over an episode, in nats.</param>
/// <param name="Coefficient">What a nat cost in this step, β.</param>
/// <param name="ClippedShare">Share of the tokens whose ratio was outside the band in the last update.</param>
/// <param name="Passes">Tokens that went through a transformer so far: 1 for a pass forward, 3 for one with its gradient.</param>
public sealed record PolicyStep(int Step, IReadOnlyList<Episode> Episodes, double KL, double Coefficient, double ClippedShare, long Passes)
{
    /// <summary>Mean reward of the episodes, from whoever gives it.</summary>
    public double Proxy { get; } = Episodes.Average(episode => episode.Reward);

    /// <summary>What the policy said; empty where its episodes are no responses to requests.</summary>
    public IReadOnlyList<Response> Responses { get; } = [.. Episodes.OfType<ResponseEpisode>().Select(episode => episode.Response)];

    /// <summary>What the responses are really worth, on average. The training never sees it.</summary>
    public double Gold => Responses.Average(response => response.Grade.Total);

    /// <summary>Words of a response, on average.</summary>
    public double Words => Responses.Average(response => response.Words);
}
