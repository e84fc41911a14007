using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LlmCourse.Model.Fast;

/// <summary>Functions of several numbers at once, exact to about 1e-7.</summary>
internal static unsafe class VectorMath
{
    /// <summary>Numbers in a line of the processor's caches.</summary>
    public const int CacheLine = 16;

    /// <summary>Numbers in one vector.</summary>
    public static int Lanes => Vector<float>.Count;

    /// <summary>e^x: a power of two times a polynomial on [-ln 2 / 2, ln 2 / 2] (Cephes, expf).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        x = Vector.MinNative(new Vector<float>(88.3f), Vector.MaxNative(new Vector<float>(-87.3f), x)); // in this order a NaN stays one
        var shifted = Vector.FusedMultiplyAdd(x, new Vector<float>(1.44269504f), new Vector<float>(12582912f)); // 1.5·2²³ rounds to a whole number
        var whole = shifted - new Vector<float>(12582912f);
        var r = Vector.FusedMultiplyAdd(whole, new Vector<float>(-0.693359375f), x);
        r = Vector.FusedMultiplyAdd(whole, new Vector<float>(2.12194440e-4f), r);
        var p = Vector.FusedMultiplyAdd(new Vector<float>(1.9875691500e-4f), r, new Vector<float>(1.3981999507e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(8.3334519073e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(4.1665795894e-2f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1.6666665459e-1f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(5.0000001201e-1f));
        p = Vector.FusedMultiplyAdd(p, r * r, r) + Vector<float>.One;
        var power = Vector.ShiftLeft(Vector.AsVectorInt32(shifted), 23); // the low bits of the shifted number are the whole number
        return Vector.AsVectorSingle(Vector.AsVectorInt32(p) + power);
    }

    /// <summary>The vector that begins at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Load(float* at) => Unsafe.ReadUnaligned<Vector<float>>(at);

    /// <summary>Writes a vector to an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector<float> value, float* at) => Unsafe.WriteUnaligned(at, value);

    /// <summary>y += x.</summary>
    public static void Add(float* x, float* y, int count)
    {
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            Store(Load(y + i) + Load(x + i), y + i);
        }

        for (; i < count; i++)
        {
            y[i] += x[i];
        }
    }

    /// <summary>The sum of all squares; parts of 4096 numbers are summed in single precision, these in double.</summary>
    public static double SumOfSquares(float* x, long count)
    {
        var total = 0.0;
        for (var begin = 0L; begin < count; begin += 4096)
        {
            var end = Math.Min(begin + 4096, count);
            var (first, second, i) = (Vector<float>.Zero, Vector<float>.Zero, begin);
            for (; i <= end - (2 * Lanes); i += 2 * Lanes)
            {
                first = Vector.FusedMultiplyAdd(Load(x + i), Load(x + i), first);
                second = Vector.FusedMultiplyAdd(Load(x + i + Lanes), Load(x + i + Lanes), second);
            }

            for (; i < end; i++)
            {
                total += x[i] * (double)x[i];
            }

            total += Vector.Sum(first + second);
        }

        return total;
    }

    /// <summary>The sum of x·y.</summary>
    public static float Dot(float* x, float* y, int count)
    {
        var (sum, i) = (Vector<float>.Zero, 0);
        for (; i <= count - Lanes; i += Lanes)
        {
            sum = Vector.FusedMultiplyAdd(Load(x + i), Load(y + i), sum);
        }

        var total = Vector.Sum(sum);
        for (; i < count; i++)
        {
            total += x[i] * y[i];
        }

        return total;
    }

    /// <summary>Asks for numbers before their turn comes, so that they are on their way while others are multiplied: into the nearest cache, or where they have to wait for long, into the one behind it.</summary>
    public static void Ask(float* from, long count, bool isSoon)
    {
        for (var end = from + count; isSoon && from < end && Sse.IsSupported; from += CacheLine)
        {
            Sse.Prefetch0(from);
        }

        for (var end = from + count; !isSoon && from < end && Sse.IsSupported; from += CacheLine)
        {
            Sse.Prefetch1(from);
        }
    }

    /// <summary>The sums of x times each row, four rows at a time, since a sum alone would wait for itself. [columns], [rows, columns] -> [rows].</summary>
    public static void DotRows(float* x, float* rows, int count, int columns, float* sums)
    {
        var row = 0;
        for (; row <= count - 4; row += 4, rows += 4L * columns)
        {
            var (a, b, c, d, i) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, 0);
            for (; i <= columns - Lanes; i += Lanes)
            {
                var own = Load(x + i);
                a = Vector.FusedMultiplyAdd(own, Load(rows + i), a);
                b = Vector.FusedMultiplyAdd(own, Load(rows + columns + i), b);
                c = Vector.FusedMultiplyAdd(own, Load(rows + (2 * columns) + i), c);
                d = Vector.FusedMultiplyAdd(own, Load(rows + (3 * columns) + i), d);
            }

            (sums[row], sums[row + 1], sums[row + 2], sums[row + 3]) = (Vector.Sum(a), Vector.Sum(b), Vector.Sum(c), Vector.Sum(d));
            for (; i < columns; i++)
            {
                sums[row] += x[i] * rows[i];
                sums[row + 1] += x[i] * rows[columns + i];
                sums[row + 2] += x[i] * rows[(2 * columns) + i];
                sums[row + 3] += x[i] * rows[(3 * columns) + i];
            }
        }

        for (; row < count; row++, rows += columns)
        {
            sums[row] = Dot(x, rows, columns);
        }
    }

    /// <summary>The sum of all rows, each times its weight. [rows], [rows, columns] -> [columns].</summary>
    public static void CombineRows(float* weights, float* rows, int count, int columns, float* y)
    {
        var i = 0;
        for (; i <= columns - (4 * Lanes); i += 4 * Lanes)
        {
            var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            var source = rows + i;
            for (var row = 0; row < count; row++, source += columns)
            {
                var weight = new Vector<float>(weights[row]);
                a = Vector.FusedMultiplyAdd(weight, Load(source), a);
                b = Vector.FusedMultiplyAdd(weight, Load(source + Lanes), b);
                c = Vector.FusedMultiplyAdd(weight, Load(source + (2 * Lanes)), c);
                d = Vector.FusedMultiplyAdd(weight, Load(source + (3 * Lanes)), d);
            }

            Store(a, y + i);
            Store(b, y + i + Lanes);
            Store(c, y + i + (2 * Lanes));
            Store(d, y + i + (3 * Lanes));
        }

        for (; i < columns; i++)
        {
            var sum = 0f;
            for (var row = 0; row < count; row++)
            {
                sum += weights[row] * rows[((long)row * columns) + i];
            }

            y[i] = sum;
        }
    }

    /// <summary>y = a·x + b·y.</summary>
    public static void Combine(float a, float* x, float b, float* y, int count)
    {
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            Store((a * Load(x + i)) + (b * Load(y + i)), y + i);
        }

        for (; i < count; i++)
        {
            y[i] = (a * x[i]) + (b * y[i]);
        }
    }

    /// <summary>x *= factor.</summary>
    public static void Scale(float* x, int count, float factor)
    {
        var i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            Store(Load(x + i) * new Vector<float>(factor), x + i);
        }

        for (; i < count; i++)
        {
            x[i] *= factor;
        }
    }

    /// <summary>y = x.</summary>
    public static void Copy(float* x, float* y, long count) => Buffer.MemoryCopy(x, y, count * sizeof(float), count * sizeof(float));

    /// <summary>y += the sum of the rows of x. [rows, columns] -> [columns].</summary>
    public static void AddRows(float* x, int rows, int columns, float* y)
    {
        for (var row = 0; row < rows; row++)
        {
            Add(x + ((long)row * columns), y, columns);
        }
    }

    /// <summary>Every row of y becomes the row of x, or that of <paramref name="bias"/>, or their sum; either may be missing.</summary>
    public static void CopyWithBias(float* x, float* bias, int rows, int columns, float* y)
    {
        if (x is not null)
        {
            Copy(x, y, (long)rows * columns);
        }

        for (var row = 0; row < rows && bias is not null; row++)
        {
            var target = y + ((long)row * columns);
            if (x is null)
            {
                Copy(bias, target, columns);
            }
            else
            {
                Add(bias, target, columns);
            }
        }
    }
}
