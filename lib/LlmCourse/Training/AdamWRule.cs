using System.Numerics;
using System.Runtime.CompilerServices;

namespace LlmCourse.Training;

/// <summary>One step of <see cref="AdamW"/> with its factors worked out, for numbers in plain memory.</summary>
internal sealed unsafe class AdamWRule(TrainingOptions options, double rate, int step, double gradientScale)
{
    /// <summary>Keeps the division defined (Kingma and Ba 2015, algorithm 1).</summary>
    public const double Epsilon = 1e-8;

    /// <summary>The learning rate of this step.</summary>
    public double Rate => rate;

    /// <summary>What gradients are multiplied by.</summary>
    public double GradientScale => gradientScale;

    /// <summary>Corrects the mean's start at zero, 1 / (1 - β₁^t).</summary>
    public double MeanScale { get; } = 1 / (1 - Math.Pow(options.Beta1, step));

    /// <summary>Corrects the mean square's start at zero, 1 / (1 - β₂^t).</summary>
    public double SquareScale { get; } = 1 / (1 - Math.Pow(options.Beta2, step));

    /// <summary>Moves the weights and both moments, in one pass over memory. Four times [count].</summary>
    public void Apply(float* weights, float* gradients, float* means, float* squares, long count, double decay)
    {
        var (beta1, beta2, clip) = ((float)options.Beta1, (float)options.Beta2, (float)gradientScale);
        var (keep, stepSize, squareScale) = ((float)(1 - (rate * decay)), (float)(rate * MeanScale), (float)SquareScale);
        var (newMean, newSquare, epsilon) = (new Vector<float>((1 - beta1) * clip), new Vector<float>((1 - beta2) * clip * clip), new Vector<float>((float)Epsilon));
        var i = 0L;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var g = Unsafe.ReadUnaligned<Vector<float>>(gradients + i);
            var mean = (beta1 * Unsafe.ReadUnaligned<Vector<float>>(means + i)) + (newMean * g);
            var square = (beta2 * Unsafe.ReadUnaligned<Vector<float>>(squares + i)) + (newSquare * g * g);
            var root = Vector.SquareRoot(square * squareScale) + epsilon;
            var weight = (keep * Unsafe.ReadUnaligned<Vector<float>>(weights + i)) - (stepSize * mean / root);
            Unsafe.WriteUnaligned(means + i, mean);
            Unsafe.WriteUnaligned(squares + i, square);
            Unsafe.WriteUnaligned(weights + i, weight);
        }

        for (; i < count; i++)
        {
            var g = gradients[i] * clip;
            means[i] = (beta1 * means[i]) + ((1 - beta1) * g);
            squares[i] = (beta2 * squares[i]) + ((1 - beta2) * g * g);
            weights[i] = (keep * weights[i]) - (stepSize * means[i] / (MathF.Sqrt(squares[i] * squareScale) + (float)Epsilon));
        }
    }
}
