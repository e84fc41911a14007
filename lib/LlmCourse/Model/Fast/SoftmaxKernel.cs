using System.Numerics;
using static LlmCourse.Model.Fast.VectorMath;

namespace LlmCourse.Model.Fast;

/// <summary>Softmax of rows, for attention and for the loss.</summary>
internal static unsafe class SoftmaxKernel
{
    /// <summary>
    /// Softmax of the first <paramref name="count"/> scores, each times <paramref name="scale"/>; the others, up to <paramref name="width"/>,
    /// become 0. Returns the logarithm of the sum of exponentials.
    /// </summary>
    public static float Forward(float* row, int count, int width, float scale)
    {
        var largest = Largest(row, count);
        var (shift, scales) = (new Vector<float>(largest), new Vector<float>(scale));
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            var value = Exp((Load(row + i) - shift) * scales);
            sums += value;
            Store(value, row + i);
        }

        if (i < count)
        {
            sums += Rest(row, i, count, largest, scale);
        }

        new Span<float>(row + count, width - count).Clear();
        var sum = Vector.Sum(sums);
        Scale(row, count, 1 / sum);
        return (largest * scale) + MathF.Log(sum);
    }

    /// <summary>dS = P·(dP - Σ P·dP)·scale, in the place of dP.</summary>
    public static void Backward(float* probabilities, float* gradient, int count, int width, float scale)
    {
        var (products, rest) = (Vector<float>.Zero, 0f);
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            products = Vector.FusedMultiplyAdd(Load(probabilities + i), Load(gradient + i), products);
        }

        for (; i < count; i++)
        {
            rest += probabilities[i] * gradient[i];
        }

        var sum = Vector.Sum(products) + rest;
        var (sums, scales) = (new Vector<float>(sum), new Vector<float>(scale));
        for (i = 0; i <= count - Lanes; i += Lanes)
        {
            Store(Load(probabilities + i) * (Load(gradient + i) - sums) * scales, gradient + i);
        }

        for (; i < count; i++)
        {
            gradient[i] = probabilities[i] * (gradient[i] - sum) * scale;
        }

        new Span<float>(gradient + count, width - count).Clear();
    }

    private static float Largest(float* row, int count)
    {
        var (largest, i) = (float.NegativeInfinity, 0);
        if (count >= Lanes)
        {
            var best = Load(row);
            for (i = Lanes; i <= count - Lanes; i += Lanes)
            {
                best = Vector.MaxNative(best, Load(row + i));
            }

            for (var lane = 0; lane < Lanes; lane++)
            {
                largest = MathF.Max(largest, best[lane]);
            }
        }

        for (; i < count; i++)
        {
            largest = MathF.Max(largest, row[i]);
        }

        return largest;
    }

    /// <summary>The last numbers, fewer than a vector holds, as one vector.</summary>
    private static Vector<float> Rest(float* row, int from, int count, float largest, float scale)
    {
        var numbers = stackalloc float[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            numbers[lane] = row[Math.Min(from + lane, count - 1)];
        }

        Store(Exp((Load(numbers) - new Vector<float>(largest)) * new Vector<float>(scale)), numbers);
        for (var lane = 0; lane < Lanes; lane++)
        {
            if (from + lane < count)
            {
                row[from + lane] = numbers[lane];
            }
            else
            {
                numbers[lane] = 0;
            }
        }

        return Load(numbers);
    }
}
