using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>A policy measured on requests: what it says, what that is worth to the proxy and really, and how far it has gone. (Chapter 12.)</summary>
/// <param name="Responses">What it said.</param>
/// <param name="Rewards">What the proxy gives each response.</param>
/// <param name="KL">The distance to the reference: log π − log π_ref of the responses, in nats, on average.</param>
public sealed record PolicyScore(IReadOnlyList<Response> Responses, IReadOnlyList<double> Rewards, double KL)
{
    private const int AtOnce = 256;

    /// <summary>Mean of the proxy.</summary>
    public double Proxy => Rewards.Average();

    /// <summary>Mean of what the responses are really worth.</summary>
    public double Gold => Responses.Average(response => response.Grade.Total);

    /// <summary>The standard error of <see cref="Gold"/>.</summary>
    public double GoldError => Math.Sqrt(Responses.Sum(response => Math.Pow(response.Grade.Total - Gold, 2)) / (Responses.Count - 1) / Responses.Count);

    /// <summary>Words of a response, on average.</summary>
    public double Words => Responses.Average(response => response.Words);

    /// <summary>Lets a policy respond to requests and measures it. The same seed draws the same random numbers for every policy.</summary>
    public static PolicyScore Measure(Policy policy, Gpt reference, IReward reward, IReadOnlyList<Request> requests, int seed = 42)
    {
        using var noGradients = no_grad();
        var (random, responses, distance) = (new SeededRandom(seed), new List<Response>(), 0.0);
        foreach (var some in requests.Chunk(AtOnce))
        {
            using var scope = NewDisposeScope();
            var said = policy.Respond(some, random);
            var batch = Rollout.BatchOf([.. said.Select(response => response.Tokens)]);
            distance += (LogProbabilities.Of(policy.Model, batch) - LogProbabilities.Of(reference, batch)).sum().item<float>();
            responses.AddRange(said);
        }

        return new PolicyScore(responses, reward.Score(responses), distance / requests.Count);
    }
}
