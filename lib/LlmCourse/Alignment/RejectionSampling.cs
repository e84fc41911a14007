using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Sample several responses to each request, keep the one that the reward likes best, and learn it by heart as a demonstration. The plainest of all methods: no ratio, no
/// values, no distance. (Touvron et al. 2023, Llama 2, section 3.2.3; chapter 12.)
/// </summary>
public sealed class RejectionSampling : PolicyTrainer
{
    /// <summary>Prepares a training from its first step; the parameters are those of <see cref="PpoTrainer"/>.</summary>
    /// <exception cref="ArgumentException">An option makes no sense, or there is only one response to a request.</exception>
    public RejectionSampling(Policy policy, Gpt reference, IReward reward, RequestWriter requests, PolicyOptions options)
        : base(policy.Model, reference, new RequestEnvironment(policy.Tokenizer, reward, requests), options, 0)
    {
        if (options.GroupSize < 2)
        {
            throw new ArgumentException($"GroupSize ({options.GroupSize}) must be at least 2: the best of the responses to a request is kept.");
        }
    }

    /// <inheritdoc/>
    private protected override PolicyStep Advance()
    {
        using var scope = NewDisposeScope();
        var random = new SeededRandom((long)State.Random);
        using var rollout = Collect(random);
        var best = tensor(BestOfN.Choose(rollout.Rewards, Options.GroupSize).Select(row => (long)row).ToArray()); // a response is one row
        var batch = rollout.Rows(best);
        for (var epoch = 0; epoch < Options.Epochs; epoch++)
        {
            var said = LogProbabilities.Of(Policy, batch).masked_select(batch.Targets.ne(LanguageModel.NoTarget));
            PolicyUpdate.Step(-said.mean());
        }

        var cost = (rollout.Tokens * 4) + (3L * Options.Epochs * batch.Inputs.numel());
        State = State with { Step = State.Step + 1, Passes = State.Passes + cost, Random = random.State };
        return new PolicyStep(State.Step, rollout.Episodes, rollout.KL, 0, 0, State.Passes);
    }
}
