using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Training;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Elastic weight consolidation: each weight is held by a spring at the value that it had for the old task, the more stiffly the more that task's
/// predictions depend on it. λ/2 · Σ F·(θ − θ*)², with F the diagonal of the Fisher information. (Kirkpatrick et al. 2017, equation 3; chapter 10.)
/// </summary>
public sealed class ElasticWeights : IGradientPenalty, IDisposable
{
    private readonly List<Spring> springs;

    private ElasticWeights(List<Spring> springs, double strength) => (this.springs, Strength) = (springs, strength);

    /// <summary>How stiff the springs are, λ: how much an error on the old task counts against one on the new.</summary>
    public double Strength { get; }

    /// <summary>Measures what the old task depends on, and holds the model's present weights.</summary>
    /// <param name="model">The model as it is after the old task.</param>
    /// <param name="oldTask">The old task, one sequence to a batch; the batches are disposed.</param>
    /// <param name="strength">How stiff the springs are, λ.</param>
    /// <param name="seed">Seed of the answers that the model gives; null takes the right ones (the empirical Fisher information).</param>
    /// <exception cref="ArgumentException">There is no batch, one has several sequences, or the strength is negative.</exception>
    public static ElasticWeights Hold(LanguageModel model, IEnumerable<Batch> oldTask, double strength, int? seed = 42)
    {
        if (!(strength >= 0 && double.IsFinite(strength)))
        {
            throw new ArgumentException($"The strength of the springs ({strength}) must not be negative.");
        }

        using var evaluation = new EvaluationMode(model);
        using var generator = new Generator((ulong)(seed ?? 0));
        var springs = Springs(model);
        var targets = 0L;
        foreach (var batch in oldTask)
        {
            using (batch)
            {
                targets += AddSquares(model, batch, springs, seed is null ? null : generator);
            }
        }

        if (targets == 0)
        {
            throw new ArgumentException("The old task has no target to measure on; give at least one sequence.");
        }

        springs.ForEach(spring => spring.Fisher.div_(targets));
        return new ElasticWeights(springs, strength);
    }

    /// <summary>The Fisher information of a parameter, per predicted token. The shape of the parameter.</summary>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public Tensor FisherOf(string parameter) => springs.Find(spring => spring.Name == parameter)?.Fisher
        ?? throw new ArgumentException($"The model has no trained parameter '{parameter}'. It has: {string.Join(", ", springs.Select(spring => spring.Name))}.");

    /// <summary>What the springs cost now, λ/2 · Σ F·(θ − θ*)².</summary>
    public double Loss()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return Strength / 2 * springs.Sum(spring => (spring.Fisher * (spring.Parameter - spring.Anchor).square()).sum().item<float>());
    }

    /// <summary>Adds the springs' pull, λ·F·(θ − θ*), to the gradients.</summary>
    /// <exception cref="InvalidOperationException">None of the weights that are held has a gradient: another model is trained, a copy perhaps.</exception>
    public void AddGradients()
    {
        if (springs.TrueForAll(spring => spring.Parameter.grad is null))
        {
            throw new InvalidOperationException("None of the weights that the springs hold has a gradient, so another model is trained; hold the very model that learns, after it was copied.");
        }

        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var spring in springs)
        {
            spring.Parameter.grad?.addcmul_(spring.Fisher, spring.Parameter - spring.Anchor, Strength);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var spring in springs)
        {
            spring.Anchor.Dispose();
            spring.Fisher.Dispose();
        }
    }

    private static List<Spring> Springs(LanguageModel model)
    {
        using var noGradients = no_grad();
        return [.. model.named_parameters().Where(p => p.parameter.requires_grad).Select(p => new Spring(
            p.name, p.parameter, p.parameter.detach().clone().DetachFromDisposeScope(), zeros_like(p.parameter).DetachFromDisposeScope()))];
    }

    /// <summary>
    /// Adds the squared gradient of one sequence's log-likelihood, and returns its number of targets. The answers are drawn from the model's own bets:
    /// then the mean square is the curvature, and it does not vanish where the right answers are already certain.
    /// </summary>
    private static long AddSquares(LanguageModel model, Batch batch, List<Spring> springs, Generator? generator)
    {
        using var scope = NewDisposeScope();
        if (batch.Inputs.shape[0] != 1)
        {
            throw new ArgumentException($"A batch has {batch.Inputs.shape[0]} sequences, but each must be measured alone: squares of sums are not sums of squares. Use a batch size of 1.");
        }

        using var gradients = enable_grad(); // the model is only looked at, but its gradients are what we look for
        model.zero_grad();
        var logits = model.call(batch.Inputs.to(model.Device))[0];                                                          // [T, V]
        var targets = batch.Targets.to(model.Device)[0];                                                                    // [T]
        var drawn = generator is null ? targets : multinomial(logits.detach().softmax(-1), 1, generator: generator).squeeze(-1);
        var asked = drawn.masked_fill(targets.eq(LanguageModel.NoTarget), LanguageModel.NoTarget);
        nn.functional.cross_entropy(logits, asked, reduction: nn.Reduction.Sum).backward();
        using var noGradients = no_grad();
        foreach (var spring in springs)
        {
            if (spring.Parameter.grad is { } gradient)
            {
                spring.Fisher.addcmul_(gradient, gradient, 1);
            }
        }

        model.zero_grad();
        return targets.ne(LanguageModel.NoTarget).sum().item<long>();
    }

    private sealed record Spring(string Name, TorchSharp.Modules.Parameter Parameter, Tensor Anchor, Tensor Fisher);
}
