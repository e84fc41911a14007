using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Direct preference optimisation: no reward model, no sampling; the policy itself is trained on the pairs. (Rafailov et al. 2023, section 4; chapter 12.)
/// </summary>
public sealed class DpoTrainer : IDisposable
{
    private readonly Policy policy;
    private readonly Gpt reference;
    private readonly (ChatTokens Chosen, ChatTokens Rejected)[] pairs;
    private readonly TrainingOptions options;
    private readonly double beta;
    private readonly ModuleUpdate update;

    /// <summary>Prepares a training.</summary>
    /// <param name="policy">The policy; its weights change.</param>
    /// <param name="reference">What it is held to, the fine-tuned model that it started as.</param>
    /// <param name="pairs">The preferences.</param>
    /// <param name="options">The recipe; a batch counts in pairs.</param>
    /// <param name="beta">How strongly it is held, β.</param>
    /// <exception cref="ArgumentException">There are no pairs, or an option makes no sense.</exception>
    public DpoTrainer(Policy policy, Gpt reference, IReadOnlyList<PreferencePair> pairs, TrainingOptions options, double beta = 0.1)
    {
        options.Validate();
        var template = new ChatTemplate(policy.Tokenizer);
        this.pairs = [.. pairs.Select(pair => (template.Encode(pair.Prompt, pair.Chosen), template.Encode(pair.Prompt, pair.Rejected)))];
        if (this.pairs.Length == 0 || !(beta > 0))
        {
            throw new ArgumentException($"DPO needs at least one pair ({this.pairs.Length}) and a beta ({beta}) above 0.");
        }

        (this.policy, this.reference, this.options, this.beta) = (policy, reference, options, beta);
        update = new ModuleUpdate("policy", policy.Model, options, options.GradientClip);
    }

    /// <summary>Tokens that went through a transformer so far: 1 for a pass forward, 3 for one with its gradient.</summary>
    public long Passes { get; private set; }

    /// <summary>The steps, done as they are asked for.</summary>
    public IEnumerable<TrainingStep> Run()
    {
        var (random, order) = (new SeededRandom(options.Seed), new Queue<int>());
        for (var step = 0; step < options.Steps; step++)
        {
            if (order.Count < options.BatchSize)
            {
                int[] all = [.. Enumerable.Range(0, pairs.Length)];
                random.Shuffle<int>(all);
                order = new Queue<int>(all);
            }

            yield return Advance(step, [.. Enumerable.Range(0, Math.Min(options.BatchSize, order.Count)).Select(_ => pairs[order.Dequeue()])]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => update.Dispose();

    private TrainingStep Advance(int step, (ChatTokens Chosen, ChatTokens Rejected)[] some)
    {
        using var scope = NewDisposeScope();
        ChatTokens[] texts = [.. some.Select(pair => pair.Chosen), .. some.Select(pair => pair.Rejected)];
        using var batch = InstructionBatches.InOrder(texts, batchSize: texts.Length).Single();
        var now = LogProbabilities.OfResponses(policy.Model, batch);                                    // [2N]
        var before = Reference(batch);
        var loss = DpoLoss.Of(now[..some.Length], now[some.Length..], before[..some.Length], before[some.Length..], beta);
        var factor = LearningRateSchedule.FactorAt(step, options);
        update.Step(loss, factor);
        Passes += 4 * batch.Inputs.numel();
        return new TrainingStep(step + 1, loss.item<float>(), options.LearningRate * factor, 0, Passes, null);
    }

    private Tensor Reference(Data.Batch batch)
    {
        using var noGradients = no_grad();
        return LogProbabilities.OfResponses(reference, batch);
    }
}
