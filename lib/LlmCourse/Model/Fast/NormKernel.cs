using System.Numerics;
using static LlmCourse.Model.Fast.VectorMath;

namespace LlmCourse.Model.Fast;

/// <summary>
/// Layer norm (Ba et al. 2016) and RMS norm (Zhang and Sennrich 2019), forward and backward, one row at a time, together with the
/// token shift that may follow: what row t has in its last channels then belongs to row t + 1.
/// </summary>
internal sealed unsafe class NormKernel(NormKind kind, int columns, int shifted) : IDisposable
{
    private const float Epsilon = 1e-5f;
    private readonly FloatArena arena = new();
    private readonly bool isLayerNorm = kind == NormKind.LayerNorm;
    private float* scratch;

    private float* Scratch => scratch is null ? scratch = arena.Take(columns) : scratch;

    /// <summary>Normalises sequences of <paramref name="length"/> rows; keeps each row's mean and the inverse of its deviation. [rows, C] -> [rows, C], [rows, 2].</summary>
    public void Forward(float* x, float* gain, float* shift, int rows, int length, float* y, float* statistics)
    {
        for (var row = 0; row < rows; row++)
        {
            var source = x + ((long)row * columns);
            var (mean, scale) = Measure(source, columns, isLayerNorm, Epsilon);
            (statistics[2 * row], statistics[(2 * row) + 1]) = (mean, scale);
            if (shifted == 0)
            {
                Apply(source, gain, shift, mean, scale, y + ((long)row * columns), columns);
                continue;
            }

            Apply(source, gain, shift, mean, scale, Scratch, columns);
            Place(row, length, y);
        }
    }

    /// <summary>Normalises one row, which may be its own result. [C] -> [C].</summary>
    public static void Normalise(NormKind kind, float* x, float* gain, float* shift, int columns, float epsilon, float* y)
    {
        var (mean, scale) = Measure(x, columns, kind == NormKind.LayerNorm, epsilon);
        Apply(x, gain, shift, mean, scale, y, columns);
    }

    /// <summary>Adds to dx, and to the gradients of gain and shift. [rows, C], [rows, C], [rows, 2] -> [rows, C], [C], [C].</summary>
    public void Backward(float* dy, float* x, float* statistics, float* gain, int rows, int length, float* dx, float* gainGradient, float* shiftGradient)
    {
        for (var row = 0; row < rows; row++)
        {
            var gradient = shifted == 0 ? dy + ((long)row * columns) : Collect(dy, row, length);
            if (shiftGradient is not null)
            {
                Add(gradient, shiftGradient, columns);
            }

            var offset = (long)row * columns;
            BackwardRow(gradient, x + offset, statistics[2 * row], statistics[(2 * row) + 1], gain, dx + offset, gainGradient);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();

    /// <summary>A row's own channels stay, its last ones go to the next row of the same sequence; the first row gets zeros.</summary>
    private void Place(int row, int length, float* y)
    {
        var target = y + ((long)row * columns);
        var own = columns - shifted;
        Copy(Scratch, target, own);
        if (row % length == 0)
        {
            new Span<float>(target + own, shifted).Clear();
        }

        if ((row + 1) % length != 0)
        {
            Copy(Scratch + own, target + columns + own, shifted);
        }
    }

    private float* Collect(float* dy, int row, int length)
    {
        var source = dy + ((long)row * columns);
        var own = columns - shifted;
        Copy(source, Scratch, own);
        if ((row + 1) % length == 0)
        {
            new Span<float>(Scratch + own, shifted).Clear();
        }
        else
        {
            Copy(source + columns + own, Scratch + own, shifted);
        }

        return Scratch;
    }

    /// <summary>Mean (0 for RMS norm) and the inverse of the deviation.</summary>
    private static (float Mean, float Scale) Measure(float* x, int columns, bool isLayerNorm, float epsilon)
    {
        var mean = 0f;
        if (isLayerNorm)
        {
            var (sums, rest) = (Vector<float>.Zero, 0f);
            var i = 0;
            for (; i <= columns - Lanes; i += Lanes)
            {
                sums += Load(x + i);
            }

            for (; i < columns; i++)
            {
                rest += x[i];
            }

            mean = (Vector.Sum(sums) + rest) / columns;
        }

        var squares = SumOfSquares(x, mean, columns);
        return (mean, float.IsFinite(squares) ? 1 / MathF.Sqrt((squares / columns) + epsilon) : float.NaN); // a training that has diverged must show it
    }

    private static float SumOfSquares(float* x, float mean, int columns)
    {
        var (sums, rest) = (Vector<float>.Zero, 0f);
        var i = 0;
        for (; i <= columns - Lanes; i += Lanes)
        {
            var distance = Load(x + i) - new Vector<float>(mean);
            sums = Vector.FusedMultiplyAdd(distance, distance, sums);
        }

        for (; i < columns; i++)
        {
            rest += (x[i] - mean) * (x[i] - mean);
        }

        return Vector.Sum(sums) + rest;
    }

    private static void Apply(float* x, float* gain, float* shift, float mean, float scale, float* y, int columns)
    {
        var (means, scales) = (new Vector<float>(mean), new Vector<float>(scale));
        var i = 0;
        for (; i <= columns - Lanes; i += Lanes)
        {
            var normal = (Load(x + i) - means) * scales;
            normal = gain is null ? normal : normal * Load(gain + i);
            Store(shift is null ? normal : normal + Load(shift + i), y + i);
        }

        for (; i < columns; i++)
        {
            y[i] = ((x[i] - mean) * scale * (gain is null ? 1 : gain[i])) + (shift is null ? 0 : shift[i]);
        }
    }

    /// <summary>With n the normalised row and g = dy·gain: dx = scale·(g - mean(g) - n·mean(g·n)); RMS norm has no mean(g).</summary>
    private void BackwardRow(float* dy, float* x, float mean, float scale, float* gain, float* dx, float* gainGradient)
    {
        var (means, scales) = (new Vector<float>(mean), new Vector<float>(scale));
        var (sum, product, restSum, restProduct) = (Vector<float>.Zero, Vector<float>.Zero, 0f, 0f);
        var i = 0;
        for (; i <= columns - Lanes; i += Lanes)
        {
            var normal = (Load(x + i) - means) * scales;
            var gradient = Load(dy + i);
            Store(Vector.FusedMultiplyAdd(gradient, normal, Load(gainGradient + i)), gainGradient + i);
            gradient *= Load(gain + i);
            sum += gradient;
            product = Vector.FusedMultiplyAdd(gradient, normal, product);
        }

        for (; i < columns; i++)
        {
            var normal = (x[i] - mean) * scale;
            gainGradient[i] += dy[i] * normal;
            restSum += dy[i] * gain[i];
            restProduct += dy[i] * gain[i] * normal;
        }

        var meanGradient = isLayerNorm ? (Vector.Sum(sum) + restSum) / columns : 0;
        var meanProduct = (Vector.Sum(product) + restProduct) / columns;
        var (meanGradients, meanProducts) = (new Vector<float>(meanGradient), new Vector<float>(meanProduct));
        for (i = 0; i <= columns - Lanes; i += Lanes)
        {
            var normal = (Load(x + i) - means) * scales;
            var inner = (Load(dy + i) * Load(gain + i)) - meanGradients - (normal * meanProducts);
            Store(Vector.FusedMultiplyAdd(inner, scales, Load(dx + i)), dx + i);
        }

        for (; i < columns; i++)
        {
            var normal = (x[i] - mean) * scale;
            dx[i] += scale * ((dy[i] * gain[i]) - meanGradient - (normal * meanProduct));
        }
    }
}
