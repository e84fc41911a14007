using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>
/// Momentum whose direction is made orthogonal: every direction of a matrix then gets a step of the same size, where plain gradients
/// feed a few directions only. For the blocks' matrices; everything else stays with AdamW. (Jordan et al. 2024, "Muon"; chapter 04.)
/// </summary>
public sealed class Muon : IOptimizer
{
    private const double Momentum = 0.95;

    /// <summary>Steps of the iteration, and the factors of its polynomial: a, b, c.</summary>
    internal const int Iterations = 5;
    internal const float A = 3.4445f, B = -4.7750f, C = 2.0315f;

    private readonly TrainingOptions options;
    private readonly long[] queryKeyValueSizes;
    private readonly List<Slot> slots = [];
    private readonly FastMuon? fast;

    /// <summary>Prepares the momentum of every matrix, at zero.</summary>
    /// <param name="matrices">What to train.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="queryKeyValueSizes">Rows of queries, keys and values in the matrix that holds all three.</param>
    public Muon(IEnumerable<(string Name, Parameter Parameter)> matrices, TrainingOptions options, IEnumerable<long> queryKeyValueSizes)
        : this(matrices, options, queryKeyValueSizes, useFastKernels: true)
    {
    }

    /// <summary>The same, with or without <see cref="FastMuon"/>.</summary>
    internal Muon(IEnumerable<(string Name, Parameter Parameter)> matrices, TrainingOptions options, IEnumerable<long> queryKeyValueSizes, bool useFastKernels)
    {
        this.options = options;
        this.queryKeyValueSizes = [.. queryKeyValueSizes];
        using var noGradients = no_grad();
        foreach (var (name, parameter) in matrices)
        {
            slots.Add(new Slot(name, parameter, zeros_like(parameter).DetachFromDisposeScope()));
        }

        var areEqual = this.queryKeyValueSizes.Distinct().Count() == 1; // the fast form cuts the matrix into three equal parts
        if (useFastKernels && areEqual && slots.Count > 0 && slots.TrueForAll(slot => FastMuon.Supports(slot.Parameter)))
        {
            fast = new FastMuon(slots.Select(slot => (slot.Parameter, slot.Momentum, MatricesIn(slot))));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> State => slots.Select(slot => ($"muon.momentum.{slot.Name}", slot.Momentum));

    /// <inheritdoc/>
    public void Step(double rateFactor, int step, double gradientScale = 1)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var rate = options.MuonLearningRate!.Value * rateFactor;
        if (fast is not null)
        {
            fast.Step(rate, options.WeightDecay, Momentum, gradientScale);
            return;
        }

        // Matrices of equal shape go through the iteration together: a few large products instead of many small ones.
        var groups = slots.SelectMany(slot => Split(slot, Accumulate(slot, gradientScale))).GroupBy(part => (part.Update.shape[0], part.Update.shape[1]));
        foreach (var group in groups)
        {
            var parts = group.ToList();
            var orthogonal = Orthogonalize(stack(parts.Select(part => part.Update))); // [n, rows, columns]
            for (var i = 0; i < parts.Count; i++)
            {
                var update = parts[i].Transposed ? orthogonal[i].T : orthogonal[i];
                var scale = Math.Sqrt(Math.Max(1, update.shape[0] / (double)update.shape[1]));
                parts[i].Weights.mul_(1 - (rate * options.WeightDecay)).add_(update, alpha: -rate * scale);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fast?.Dispose();
        foreach (var slot in slots)
        {
            slot.Momentum.Dispose();
        }
    }

    /// <summary>
    /// Pushes the singular values of each matrix towards 1 with five steps of a quintic Newton-Schulz iteration: products only, no
    /// decomposition. [n, rows, columns], rows at most columns -> the same shape.
    /// </summary>
    internal static Tensor Orthogonalize(Tensor matrices)
    {
        using var scope = NewDisposeScope();
        var x = matrices / (matrices.norm(-1, true).norm(-2, true) + 1e-7); // no singular value above 1
        for (var i = 0; i < Iterations; i++)
        {
            var a = x.bmm(x.transpose(1, 2));                        // A = X·Xᵀ [n, rows, rows]
            var polynomial = (B * a) + (C * a.bmm(a));    // b·A + c·A²
            x = (A * x) + polynomial.bmm(x);                    // a·X + (b·A + c·A²)·X
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Adds the gradient to the momentum and returns the direction that looks one step ahead (Nesterov).</summary>
    private static Tensor Accumulate(Slot slot, double gradientScale)
    {
        var gradient = slot.Parameter.grad ?? throw new InvalidOperationException($"{slot.Name} has no gradient; call backward() before the step.");
        gradient = gradientScale == 1 ? gradient : gradient * gradientScale;
        slot.Momentum.lerp_(gradient, 1 - Momentum);
        return gradient.lerp(slot.Momentum, Momentum);
    }

    /// <summary>Queries, keys and values are three matrices in one, the experts of a layer as many as they are; tall matrices are turned, so that all are at least as wide as high.</summary>
    private IEnumerable<(Tensor Weights, Tensor Update, bool Transposed)> Split(Slot slot, Tensor update)
    {
        if (slot.Parameter.dim() == 3)
        {
            foreach (var (weights, part) in slot.Parameter.unbind(0).Zip(update.unbind(0)))
            {
                yield return Turned(weights, part);
            }

            yield break;
        }

        var sizes = slot.Name.EndsWith("queryKeyValue.weight", StringComparison.Ordinal) ? queryKeyValueSizes : [slot.Parameter.shape[0]];
        foreach (var (weights, part) in slot.Parameter.split(sizes, 0).Zip(update.split(sizes, 0)))
        {
            yield return Turned(weights, part);
        }
    }

    private static (Tensor Weights, Tensor Update, bool Transposed) Turned(Tensor weights, Tensor update)
    {
        var isTall = update.shape[0] > update.shape[1];
        return (weights, isTall ? update.T : update, isTall);
    }

    private static int MatricesIn(Slot slot) => slot.Parameter.dim() == 3 ? (int)slot.Parameter.shape[0]
        : slot.Name.EndsWith("queryKeyValue.weight", StringComparison.Ordinal) ? 3 : 1;

    private sealed record Slot(string Name, Parameter Parameter, Tensor Momentum);
}
