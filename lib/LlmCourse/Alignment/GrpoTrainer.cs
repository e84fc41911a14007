using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Group relative policy optimisation: PPO without values. Several responses to one request are each other's expectation, and the distance to the reference stands in the loss
/// (k₃) instead of the reward. (Shao et al. 2024, section 4.1; chapter 12.)
/// </summary>
public sealed class GrpoTrainer : PolicyTrainer
{
    private readonly Policy policy;
    private readonly Gpt reference;
    private readonly IReward reward;
    private readonly RequestWriter requests;
    private readonly ModuleUpdate update;

    /// <summary>Prepares a training from its first step; the parameters are those of <see cref="PpoTrainer"/>.</summary>
    /// <exception cref="ArgumentException">An option makes no sense, or there is only one response to a request.</exception>
    public GrpoTrainer(Policy policy, Gpt reference, IReward reward, RequestWriter requests, PolicyOptions options)
        : base(options, options.KLCoefficient)
    {
        if (options.GroupSize < 2)
        {
            throw new ArgumentException($"GroupSize ({options.GroupSize}) must be at least 2: the responses to a request are compared with each other.");
        }

        (this.policy, this.reference, this.reward, this.requests) = (policy, reference, reward, requests);
        update = new ModuleUpdate("policy", policy.Model, options.Optimizer(options.LearningRate), options.GradientClip);
    }

    /// <inheritdoc/>
    private protected override ModuleUpdate[] Updates => [update];

    /// <inheritdoc/>
    private protected override PolicyStep Advance()
    {
        using var scope = NewDisposeScope();
        var random = new SeededRandom((long)State.Random);
        using var rollout = Rollout.Collect(policy, reference, reward, requests, Options.BatchSize, Options.GroupSize, random);
        var advantages = tensor(rollout.Rewards.Chunk(Options.GroupSize).SelectMany(group => GroupAdvantage.Of(group)).Select(a => (float)a).ToArray()).unsqueeze(1); // [N, 1]: one for all tokens
        var clipped = 0.0;
        for (var epoch = 0; epoch < Options.Epochs; epoch++)
        {
            foreach (var rows in rollout.Parts(Options.Minibatches, random))
            {
                clipped = Learn(rollout, rows, advantages);
            }
        }

        var cost = rollout.Tokens * (4 + (3L * Options.Epochs)); // said, rewarded, π, π_ref; then π with gradients
        var step = new PolicyStep(State.Step + 1, rollout.Responses, rollout.Rewards.Average(), rollout.KL, State.Coefficient, clipped, State.Passes + cost);
        var coefficient = Options.KLTarget is { } target ? AdaptiveKL.Next(State.Coefficient, step.KL, target) : State.Coefficient;
        State = State with { Step = step.Step, Passes = step.Passes, Coefficient = coefficient, Random = random.State };
        return step;
    }

    private double Learn(Rollout rollout, Tensor rows, Tensor advantages)
    {
        using var scope = NewDisposeScope();
        Tensor Of(Tensor all) => all.index_select(0, rows);
        var (counts, old) = (Of(rollout.Counts), Of(rollout.LogProbabilities));
        var now = LogProbabilities.Of(policy.Model, rollout.Rows(rows));
        var distance = KLEstimator.K3(now, Of(rollout.ReferenceLogProbabilities)).masked_select(counts).mean();
        update.Step(ClippedObjective.Loss(now, old, Of(advantages), counts, Options.ClipRange) + (State.Coefficient * distance));
        return ClippedObjective.ClippedShare(now, old, counts, Options.ClipRange);
    }
}
