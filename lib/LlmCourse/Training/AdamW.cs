using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>
/// Adam with decoupled weight decay: each number moves by its mean gradient over the root of its mean squared gradient.
/// (Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2; chapter 04.)
/// </summary>
public sealed class AdamW : IOptimizer
{
    private const double Epsilon = 1e-8;
    private readonly TrainingOptions options;
    private readonly List<Slot> slots = [];

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

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> State =>
        slots.SelectMany(slot => new[] { ($"adamw.mean.{slot.Name}", slot.Mean), ($"adamw.square.{slot.Name}", slot.Square) });

    /// <inheritdoc/>
    public void Step(double rateFactor, int step)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var rate = options.LearningRate * rateFactor;
        foreach (var slot in slots)
        {
            if (slot.Parameter.grad is not { } gradient)
            {
                continue;
            }

            if (slot.Parameter.device_type == DeviceType.CPU && slot.Parameter.is_contiguous() && gradient.is_contiguous())
            {
                StepFast(slot, gradient, rate, step);
            }
            else
            {
                StepPlain(slot, gradient, rate, step);
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
    private void StepPlain(Slot slot, Tensor gradient, double rate, int step)
    {
        slot.Mean.mul_(options.Beta1).add_(gradient, alpha: 1 - options.Beta1);
        slot.Square.mul_(options.Beta2).addcmul_(gradient, gradient, 1 - options.Beta2);
        var mean = slot.Mean / (1 - Math.Pow(options.Beta1, step));
        var square = slot.Square / (1 - Math.Pow(options.Beta2, step));
        slot.Parameter.mul_(1 - (rate * slot.Decay)).addcdiv_(mean, square.sqrt() + Epsilon, -rate);
    }

    /// <summary>The same in one pass over memory, several numbers at a time.</summary>
    private void StepFast(Slot slot, Tensor gradient, double rate, int step)
    {
        var weights = Numbers(slot.Parameter);
        var gradients = Numbers(gradient);
        var means = Numbers(slot.Mean);
        var squares = Numbers(slot.Square);
        var (beta1, beta2) = ((float)options.Beta1, (float)options.Beta2);
        var keep = (float)(1 - (rate * slot.Decay));
        var stepSize = (float)(rate / (1 - Math.Pow(options.Beta1, step)));
        var squareScale = (float)(1 / (1 - Math.Pow(options.Beta2, step)));

        var i = 0;
        for (var lanes = Vector<float>.Count; i <= weights.Length - lanes; i += lanes)
        {
            var g = new Vector<float>(gradients[i..]);
            var mean = (beta1 * new Vector<float>(means[i..])) + ((1 - beta1) * g);
            var square = (beta2 * new Vector<float>(squares[i..])) + ((1 - beta2) * g * g);
            var root = Vector.SquareRoot(square * squareScale) + new Vector<float>((float)Epsilon);
            var weight = (keep * new Vector<float>(weights[i..])) - (stepSize * mean / root);
            mean.CopyTo(means[i..]);
            square.CopyTo(squares[i..]);
            weight.CopyTo(weights[i..]);
        }

        for (; i < weights.Length; i++)
        {
            means[i] = (beta1 * means[i]) + ((1 - beta1) * gradients[i]);
            squares[i] = (beta2 * squares[i]) + ((1 - beta2) * gradients[i] * gradients[i]);
            weights[i] = (keep * weights[i]) - (stepSize * means[i] / (MathF.Sqrt(squares[i] * squareScale) + (float)Epsilon));
        }
    }

    private static Span<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private sealed record Slot(string Name, Parameter Parameter, Tensor Mean, Tensor Square, double Decay);
}
