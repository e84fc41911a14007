using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Proximal policy optimisation on a reward model, as InstructGPT describes it: say something, be scored, compare each token with what was expected, and make what turned out
/// better a little more likely; while each nat away from the reference costs. (Schulman et al. 2017; Ouyang et al. 2022, section 3.5; chapter 12.)
/// </summary>
public sealed class PpoTrainer : PolicyTrainer
{
    private readonly ScalarTransformer values;
    private readonly ModuleUpdate valueUpdate;

    /// <summary>Prepares a training from its first step.</summary>
    /// <param name="policy">The policy; its weights change.</param>
    /// <param name="reference">What it is held to, the fine-tuned model that it started as.</param>
    /// <param name="reward">Who scores the responses.</param>
    /// <param name="requests">Where requests come from.</param>
    /// <param name="options">The recipe.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public PpoTrainer(Policy policy, Gpt reference, IReward reward, RequestWriter requests, PolicyOptions options)
        : base(policy.Model, reference, new RequestEnvironment(policy.Tokenizer, reward, requests), options, options.KLCoefficient)
    {
        values = new ScalarTransformer(reference);
        valueUpdate = new ModuleUpdate("values", values, options.Optimizer(options.ValueLearningRate), options.GradientClip);
    }

    /// <inheritdoc/>
    private protected override ModuleUpdate[] Updates => [PolicyUpdate, valueUpdate];

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        values.Dispose();
    }

    /// <inheritdoc/>
    private protected override PolicyStep Advance()
    {
        using var scope = NewDisposeScope(); // everything that this step makes dies with it
        var random = new SeededRandom((long)State.Random);
        using var rollout = Collect(random);
        var (advantages, returns) = Judge(rollout);
        var clipped = 0.0;
        for (var epoch = 0; epoch < Options.Epochs; epoch++)
        {
            foreach (var rows in rollout.Parts(Options.Minibatches, random))
            {
                clipped = Learn(rollout, rows, advantages, returns);
            }
        }

        var (kl, cost) = (rollout.KL, rollout.Tokens * (5 + (6L * Options.Epochs))); // said, rewarded, π, π_ref, V; then π and V with gradients
        var step = new PolicyStep(State.Step + 1, rollout.Episodes, kl, State.Coefficient, clipped, State.Passes + cost);
        var coefficient = Options.KLTarget is { } target ? AdaptiveKL.Next(State.Coefficient, kl, target) : State.Coefficient;
        State = State with { Step = step.Step, Passes = step.Passes, Coefficient = coefficient, Random = random.State };
        return step;
    }

    /// <summary>How much better than expected each token was, and what should have been expected. -> [N, T] twice.</summary>
    private (Tensor Advantages, Tensor Returns) Judge(Rollout rollout)
    {
        using var noGradients = no_grad();
        var expected = values.call(rollout.Batch.Inputs).squeeze(-1);                                   // [N, T]
        var (N, T) = ((int)expected.shape[0], (int)expected.shape[1]);
        var (said, counts) = (expected.data<float>().ToArray(), rollout.Counts.data<bool>().ToArray());
        var costs = (rollout.Divergence * State.Coefficient).data<float>().ToArray();
        var advantages = new float[N * T];
        for (var row = 0; row < N; row++)
        {
            int[] places = [.. Enumerable.Range(row * T, T).Where(place => counts[place])];
            double[] rewards = [.. places.Select(place => -(double)costs[place])];
            rewards[^1] += rollout.Rewards[row];                                                        // the whole response is scored at its end
            bool[] ends = [.. places.Select(place => place == places[^1])];
            var found = GeneralizedAdvantage.Of(rewards, [.. places.Select(place => (double)said[place])], ends, 0, 1, Options.Trace);
            for (var i = 0; i < places.Length; i++)
            {
                advantages[places[i]] = (float)found[i];
            }
        }

        var plain = tensor(advantages, [N, T]);
        var taken = plain.masked_select(rollout.Counts);
        return ((plain - taken.mean()) / (taken.std() + 1e-6), plain + expected);
    }

    /// <summary>One update of the policy and one of the values; the share of tokens that had left the band.</summary>
    private double Learn(Rollout rollout, Tensor rows, Tensor advantages, Tensor returns)
    {
        using var scope = NewDisposeScope();
        Tensor Of(Tensor all) => all.index_select(0, rows);
        var (batch, counts, old) = (rollout.Rows(rows), Of(rollout.Counts), Of(rollout.LogProbabilities));
        var now = LogProbabilities.Of(Policy, batch);
        var share = ClippedObjective.ClippedShare(now, old, counts, Options.ClipRange);
        PolicyUpdate.Step(ClippedObjective.Loss(now, old, Of(advantages), counts, Options.ClipRange));
        var surprise = (values.call(batch.Inputs).squeeze(-1) - Of(returns)).masked_select(counts);
        valueUpdate.Step(0.5 * surprise.square().mean());
        return share;
    }
}
