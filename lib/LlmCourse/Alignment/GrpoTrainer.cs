using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Group relative policy optimisation: PPO without values. Several episodes of one task are each other's expectation, and the distance to the reference stands in the loss
/// (k₃) instead of the reward. (Shao et al. 2024, section 4.1; chapters 12 and 14.)
/// </summary>
public sealed class GrpoTrainer : PolicyTrainer
{
    /// <summary>Prepares a training on a reward model, from its first step; the parameters are those of <see cref="PpoTrainer"/>.</summary>
    /// <exception cref="ArgumentException">An option makes no sense, or there is only one response to a request.</exception>
    public GrpoTrainer(Policy policy, Gpt reference, IReward reward, RequestWriter requests, PolicyOptions options)
        : this(policy.Model, reference, new RequestEnvironment(policy.Tokenizer, reward, requests), options)
    {
    }

    /// <summary>Prepares a training from its first step, wherever a policy can act and be judged.</summary>
    /// <param name="policy">The policy; its weights change.</param>
    /// <param name="reference">What it is held to, mostly the model that it started as.</param>
    /// <param name="environment">Where it acts.</param>
    /// <param name="options">The recipe.</param>
    /// <exception cref="ArgumentException">An option makes no sense, or there is only one episode of a task.</exception>
    public GrpoTrainer(Gpt policy, Gpt reference, IEnvironment environment, PolicyOptions options)
        : base(policy, reference, environment, options, options.KLCoefficient)
    {
        if (options.GroupSize < 2)
        {
            throw new ArgumentException($"GroupSize ({options.GroupSize}) must be at least 2: the episodes of a task are compared with each other.");
        }
    }

    /// <inheritdoc/>
    private protected override PolicyStep Advance()
    {
        using var scope = NewDisposeScope();
        var random = new SeededRandom((long)State.Random);
        using var rollout = Collect(random);
        var advantages = rollout.Spread(rollout.Rewards.Chunk(Options.GroupSize).SelectMany(group => GroupAdvantage.Of(group))); // [N, 1]: one for all tokens of an episode
        var clipped = 0.0;
        for (var epoch = 0; epoch < Options.Epochs; epoch++)
        {
            foreach (var rows in rollout.Parts(Options.Minibatches, random))
            {
                clipped = Learn(rollout, rows, advantages);
            }
        }

        var cost = rollout.Tokens * (4 + (3L * Options.Epochs)); // said, rewarded, π, π_ref; then π with gradients
        var step = new PolicyStep(State.Step + 1, rollout.Episodes, rollout.KL, State.Coefficient, clipped, State.Passes + cost);
        var coefficient = Options.KLTarget is { } target ? AdaptiveKL.Next(State.Coefficient, step.KL, target) : State.Coefficient;
        State = State with { Step = step.Step, Passes = step.Passes, Coefficient = coefficient, Random = random.State };
        return step;
    }

    private double Learn(Rollout rollout, Tensor rows, Tensor advantages)
    {
        using var scope = NewDisposeScope();
        Tensor Of(Tensor all) => all.index_select(0, rows);
        var (counts, old) = (Of(rollout.Counts), Of(rollout.LogProbabilities));
        var now = LogProbabilities.Of(Policy, rollout.Rows(rows));
        var distance = KLEstimator.K3(now, Of(rollout.ReferenceLogProbabilities)).masked_select(counts).mean();
        PolicyUpdate.Step(ClippedObjective.Loss(now, old, Of(advantages), counts, Options.ClipRange) + (State.Coefficient * distance));
        return ClippedObjective.ClippedShare(now, old, counts, Options.ClipRange);
    }
}
