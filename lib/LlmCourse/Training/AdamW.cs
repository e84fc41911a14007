using LlmCourse.Model.Fast;
using LlmCourse.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>
/// Adam with decoupled weight decay: each number moves by its mean gradient over the root of its mean squared gradient.
/// (Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2; chapter 04.)
/// </summary>
public sealed class AdamW : IOptimizer
{
    private readonly TrainingOptions options;
    private readonly List<Slot> slots = [];
    private readonly List<Place> weights = [];
    private readonly FlatGradients? flat;

    /// <summary>Prepares both moments of every parameter, at zero.</summary>
    public AdamW(IEnumerable<(string Name, Parameter Parameter)> parameters, TrainingOptions options)
    {
        this.options = options;
        using var noGradients = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            // Gains and biases set a scale; pulling them to zero helps nobody.
            var decay = parameter.dim() >= 2 ? options.WeightDecay : 0;
            slots.Add(new Slot(name, parameter, zeros_like(parameter).DetachFromDisposeScope(), zeros_like(parameter).DetachFromDisposeScope(), decay));
        }
    }

    /// <summary>The same, for parameters whose gradients lie together: all then take their step in one go, on all threads.</summary>
    internal AdamW(IEnumerable<(string Name, Parameter Parameter)> parameters, TrainingOptions options, FlatGradients gradients) : this(parameters, options) =>
        flat = slots.TrueForAll(slot => PlainMemory.Holds(slot.Parameter)) ? gradients : null;

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> State =>
        slots.SelectMany(slot => new[] { ($"adamw.mean.{slot.Name}", slot.Mean), ($"adamw.square.{slot.Name}", slot.Square) });

    /// <inheritdoc/>
    public void Step(double rateFactor, int step, double gradientScale = 1)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var rule = new AdamWRule(options, options.LearningRate * rateFactor, step, gradientScale);
        if (flat is not null)
        {
            StepTogether(rule);
            return;
        }

        foreach (var slot in slots)
        {
            if (slot.Parameter.grad is not { } gradient)
            {
                continue;
            }

            if (PlainMemory.Holds(slot.Parameter) && gradient.is_contiguous())
            {
                StepFast(slot, gradient, rule);
            }
            else
            {
                StepPlain(slot, gradient, rule);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in slots)
        {
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }

    /// <summary>The algorithm as the paper writes it, an operation at a time; runs on any device.</summary>
    private void StepPlain(Slot slot, Tensor gradient, AdamWRule rule)
    {
        gradient = rule.GradientScale == 1 ? gradient : gradient * rule.GradientScale;
        slot.Mean.mul_(options.Beta1).add_(gradient, alpha: 1 - options.Beta1);
        slot.Square.mul_(options.Beta2).addcmul_(gradient, gradient, 1 - options.Beta2);
        var mean = slot.Mean * rule.MeanScale;
        var square = slot.Square * rule.SquareScale;
        slot.Parameter.mul_(1 - (rule.Rate * slot.Decay)).addcdiv_(mean, square.sqrt() + AdamWRule.Epsilon, -rule.Rate);
    }

    /// <summary>The same in one pass over memory, several numbers at a time.</summary>
    private static unsafe void StepFast(Slot slot, Tensor gradient, AdamWRule rule) => rule.Apply(
        PlainMemory.PointerTo(slot.Parameter), PlainMemory.PointerTo(gradient), PlainMemory.PointerTo(slot.Mean), PlainMemory.PointerTo(slot.Square), slot.Parameter.numel(), slot.Decay);

    /// <summary>The same for all parameters, each worker with an equal share of all numbers.</summary>
    private unsafe void StepTogether(AdamWRule rule)
    {
        LocateWeights();
        var (total, workers) = (weights.Sum(part => part.Count), get_num_threads());
        Workers.Run(workers, worker =>
        {
            var (begin, end, at) = (total * worker / workers, total * (worker + 1) / workers, 0L);
            for (var i = 0; i < weights.Count; at += weights[i].Count, i++)
            {
                var (from, to) = (Math.Max(begin - at, 0), Math.Min(end - at, weights[i].Count));
                if (from < to)
                {
                    var part = weights[i];
                    rule.Apply((float*)part.Weight + from, flat!.Pointer + part.Offset + from, (float*)part.Mean + from, (float*)part.Square + from, to - from, slots[i].Decay);
                }
            }
        });
    }

    /// <summary>Asks where the numbers lie, unless they have not moved since.</summary>
    private unsafe void LocateWeights()
    {
        if (weights.Count == slots.Count && weights.Zip(slots).All(pair => pair.First.Handle == pair.Second.Parameter.Handle))
        {
            return;
        }

        weights.Clear();
        weights.AddRange(slots.Select(slot => new Place(
            slot.Parameter.Handle, (nint)PlainMemory.PointerTo(slot.Parameter), (nint)PlainMemory.PointerTo(slot.Mean),
            (nint)PlainMemory.PointerTo(slot.Square), flat!.OffsetOf(slot.Name)!.Value, slot.Parameter.numel())));
    }

    private sealed record Place(nint Handle, nint Weight, nint Mean, nint Square, long Offset, long Count);

    private sealed record Slot(string Name, Parameter Parameter, Tensor Mean, Tensor Square, double Decay);
}
