using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>A packed matrix of float32: of each four rows 16 numbers in turn.</summary>
internal sealed unsafe class FloatMatrix : PackedMatrix
{
    private const int Chunk = 16;          // numbers of a row that lie together
    private const int Distance = 1024;     // numbers that are asked for ahead
    private readonly int chunks;           // in a row
    private readonly float* packed;        // [blocks, chunks, 4, 16]

    /// <summary>Packs a matrix. [outputs, inputs]</summary>
    public FloatMatrix(float* weights, int outputs, int inputs, FloatArena arena) : base(outputs, inputs)
    {
        chunks = (inputs + Chunk - 1) / Chunk;
        packed = arena.Take(Blocks * BlockSize);
        for (var row = 0; row < outputs; row++)
        {
            for (var chunk = 0; chunk < chunks; chunk++)
            {
                var from = chunk * Chunk;
                VectorMath.Copy(weights + ((long)row * inputs) + from, At(row, chunk), Math.Min(Chunk, inputs - from));
            }
        }
    }

    /// <inheritdoc/>
    public override long Bytes => Blocks * BlockSize * sizeof(float);

    private long BlockSize => (long)chunks * Block * Chunk;

    /// <inheritdoc/>
    public override void Multiply(DecoderInput x, int from, int to, bool accumulate, float* y, int stride)
    {
        for (var block = from; block < to; block++)
        {
            var weights = packed + (block * BlockSize);
            var target = y + (block * Block);
            var row = 0;
            for (; Vector512.IsHardwareAccelerated && row + 4 <= x.Rows; row += 4)
            {
                FourWideRows(weights, x.Values + ((long)row * x.Stride), x.Stride, accumulate, target + ((long)row * stride), stride);
            }

            for (; row + 2 <= x.Rows; row += 2)
            {
                if (Vector512.IsHardwareAccelerated)
                {
                    TwoWideRows(weights, x.Values + ((long)row * x.Stride), x.Stride, accumulate, target + ((long)row * stride), stride);
                }
                else
                {
                    TwoRows(weights, x.Values + ((long)row * x.Stride), x.Stride, accumulate, target + ((long)row * stride), stride);
                }
            }

            if (row < x.Rows)
            {
                OneRow(weights, x.Values + ((long)row * x.Stride), accumulate, target + ((long)row * stride));
            }
        }
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, float* target)
    {
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            VectorMath.Copy(At(row, chunk), target + (chunk * Chunk), Math.Min(Chunk, Inputs - (chunk * Chunk)));
        }
    }

    private static void Put(float* y, Vector128<float> sums, bool accumulate) => (accumulate ? Vector128.Load(y) + sums : sums).Store(y);

    private static void Put(float* y, Vector64<float> sums, bool accumulate) => (accumulate ? Vector64.Load(y) + sums : sums).Store(y);

    /// <summary>Asks for the numbers that come four kilobytes later, so that they are on their way while these are multiplied.</summary>
    private static void Ahead(float* w)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(w + Distance);
            Sse.Prefetch0(w + Distance + 16);
            Sse.Prefetch0(w + Distance + 32);
            Sse.Prefetch0(w + Distance + 48);
        }
    }

    /// <summary>Added up in the order of vectors of half the width, so that a row's sum is the same to the last bit, whoever goes beside it.</summary>
    private static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d) => Vector128.Create(
        Vector256.Sum(a.GetLower() + a.GetUpper()), Vector256.Sum(b.GetLower() + b.GetUpper()), Vector256.Sum(c.GetLower() + c.GetUpper()), Vector256.Sum(d.GetLower() + d.GetUpper()));

    private float* At(int row, int chunk) => packed + (row / Block * BlockSize) + (((chunk * Block) + (row % Block)) * Chunk);

    /// <summary>Memory is the limit here: eight sums are enough to keep up with it.</summary>
    private void OneRow(float* w, float* x, bool accumulate, float* y)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (var chunk = 0; chunk < chunks; chunk++, w += Block * Chunk, x += Chunk)
        {
            Ahead(w);
            var (first, second) = (Vector256.Load(x), Vector256.Load(x + 8));
            a0 = Vector256.FusedMultiplyAdd(Vector256.Load(w), first, a0);
            b0 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 8), second, b0);
            a1 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 16), first, a1);
            b1 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 24), second, b1);
            a2 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 32), first, a2);
            b2 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 40), second, b2);
            a3 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 48), first, a3);
            b3 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 56), second, b3);
        }

        Put(y, Vector128.Create(Vector256.Sum(a0 + b0), Vector256.Sum(a1 + b1), Vector256.Sum(a2 + b2), Vector256.Sum(a3 + b3)), accumulate);
    }

    /// <summary>Eight sums again, of two vectors and two outputs at a time, for processors with sixteen registers.</summary>
    private void TwoRows(float* w, float* x, int step, bool accumulate, float* y, int stride)
    {
        for (var pair = 0; pair < Block; pair += 2)
        {
            Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            float* weights = w + (pair * Chunk), inputs = x;
            for (var chunk = 0; chunk < chunks; chunk++, weights += Block * Chunk, inputs += Chunk)
            {
                var (one, two) = (Vector256.Load(inputs), Vector256.Load(inputs + step));
                var (first, second) = (Vector256.Load(weights), Vector256.Load(weights + Chunk));
                a0 = Vector256.FusedMultiplyAdd(first, one, a0);
                b0 = Vector256.FusedMultiplyAdd(first, two, b0);
                c0 = Vector256.FusedMultiplyAdd(second, one, c0);
                d0 = Vector256.FusedMultiplyAdd(second, two, d0);
                (one, two) = (Vector256.Load(inputs + 8), Vector256.Load(inputs + step + 8));
                (first, second) = (Vector256.Load(weights + 8), Vector256.Load(weights + Chunk + 8));
                a1 = Vector256.FusedMultiplyAdd(first, one, a1);
                b1 = Vector256.FusedMultiplyAdd(first, two, b1);
                c1 = Vector256.FusedMultiplyAdd(second, one, c1);
                d1 = Vector256.FusedMultiplyAdd(second, two, d1);
            }

            Put(y + pair, Vector64.Create(Vector256.Sum(a0 + a1), Vector256.Sum(c0 + c1)), accumulate);
            Put(y + stride + pair, Vector64.Create(Vector256.Sum(b0 + b1), Vector256.Sum(d0 + d1)), accumulate);
        }
    }

    /// <summary>The same with eight wide sums.</summary>
    private void TwoWideRows(float* w, float* x, int step, bool accumulate, float* y, int stride)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (var chunk = 0; chunk < chunks; chunk++, w += Block * Chunk, x += Chunk)
        {
            Ahead(w);
            var (one, two) = (Vector512.Load(x), Vector512.Load(x + step));
            var weight = Vector512.Load(w);
            a0 = Vector512.FusedMultiplyAdd(weight, one, a0);
            b0 = Vector512.FusedMultiplyAdd(weight, two, b0);
            weight = Vector512.Load(w + 16);
            a1 = Vector512.FusedMultiplyAdd(weight, one, a1);
            b1 = Vector512.FusedMultiplyAdd(weight, two, b1);
            weight = Vector512.Load(w + 32);
            a2 = Vector512.FusedMultiplyAdd(weight, one, a2);
            b2 = Vector512.FusedMultiplyAdd(weight, two, b2);
            weight = Vector512.Load(w + 48);
            a3 = Vector512.FusedMultiplyAdd(weight, one, a3);
            b3 = Vector512.FusedMultiplyAdd(weight, two, b3);
        }

        Put(y, Sums(a0, a1, a2, a3), accumulate);
        Put(y + stride, Sums(b0, b1, b2, b3), accumulate);
    }

    /// <summary>Sixteen sums: arithmetic is the limit now, and each number that is loaded serves four products.</summary>
    private void FourWideRows(float* w, float* x, int step, bool accumulate, float* y, int stride)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        for (var chunk = 0; chunk < chunks; chunk++, w += Block * Chunk, x += Chunk)
        {
            Ahead(w);
            var (one, two, three, four) = (Vector512.Load(x), Vector512.Load(x + step), Vector512.Load(x + (2 * step)), Vector512.Load(x + (3 * step)));
            var weight = Vector512.Load(w);
            a0 = Vector512.FusedMultiplyAdd(weight, one, a0);
            b0 = Vector512.FusedMultiplyAdd(weight, two, b0);
            c0 = Vector512.FusedMultiplyAdd(weight, three, c0);
            d0 = Vector512.FusedMultiplyAdd(weight, four, d0);
            weight = Vector512.Load(w + 16);
            a1 = Vector512.FusedMultiplyAdd(weight, one, a1);
            b1 = Vector512.FusedMultiplyAdd(weight, two, b1);
            c1 = Vector512.FusedMultiplyAdd(weight, three, c1);
            d1 = Vector512.FusedMultiplyAdd(weight, four, d1);
            weight = Vector512.Load(w + 32);
            a2 = Vector512.FusedMultiplyAdd(weight, one, a2);
            b2 = Vector512.FusedMultiplyAdd(weight, two, b2);
            c2 = Vector512.FusedMultiplyAdd(weight, three, c2);
            d2 = Vector512.FusedMultiplyAdd(weight, four, d2);
            weight = Vector512.Load(w + 48);
            a3 = Vector512.FusedMultiplyAdd(weight, one, a3);
            b3 = Vector512.FusedMultiplyAdd(weight, two, b3);
            c3 = Vector512.FusedMultiplyAdd(weight, three, c3);
            d3 = Vector512.FusedMultiplyAdd(weight, four, d3);
        }

        Put(y, Sums(a0, a1, a2, a3), accumulate);
        Put(y + stride, Sums(b0, b1, b2, b3), accumulate);
        Put(y + (2 * stride), Sums(c0, c1, c2, c3), accumulate);
        Put(y + (3 * stride), Sums(d0, d1, d2, d3), accumulate);
    }
}
