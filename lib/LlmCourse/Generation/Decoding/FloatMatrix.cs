using System.Runtime.Intrinsics;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// A packed matrix of float32: of 32 outputs the weight of the first input, then of the second, and so on. An output is then one lane of a vector from the first input to the last, and its sum is the same to
/// the last bit, however wide the vectors are and however many rows of x go beside it.
/// </summary>
internal sealed unsafe class FloatMatrix : PackedMatrix
{
    private const int Lanes = 32;          // outputs of a block
    private const int Chunk = 16;          // inputs between two looks ahead; x ends in zeros up to a multiple of it
    private const int AllAtOnce = Chunk * Lanes;
    private const int Distance = 1024;     // numbers ahead that are asked for where all rows go through a block in one pass
    private readonly int chunks;           // of a block
    private readonly float* packed;        // [blocks, inputs, 32]

    /// <summary>Packs a matrix. [outputs, inputs]</summary>
    public FloatMatrix(float* weights, int outputs, int inputs, FloatArena arena) : base(outputs, inputs, Lanes)
    {
        chunks = (inputs + Chunk - 1) / Chunk;
        packed = arena.Take(Blocks * BlockSize);
        for (var output = 0; output < outputs; output++)
        {
            var target = At(output);
            for (var input = 0; input < inputs; input++)
            {
                target[input * Lanes] = weights[((long)output * inputs) + input];
            }
        }
    }

    /// <inheritdoc/>
    public override long Bytes => Blocks * BlockSize * sizeof(float);

    private long BlockSize => (long)chunks * Chunk * Lanes;

    /// <inheritdoc/>
    public override void Multiply(DecoderInput x, int from, int to, bool accumulate, float* y, int stride)
    {
        var passes = Vector512.IsHardwareAccelerated ? (x.Rows / 4) + (x.Rows % 4 / 2) + (x.Rows % 2) : (x.Rows / 2) + (x.Rows % 2);
        var ahead = Math.Max(AllAtOnce / Math.Max(1, passes), VectorMath.CacheLine); // each pass through a block asks for its part of the next one
        for (var block = from; block < to; block++)
        {
            var weights = packed + (block * BlockSize);
            var next = weights + (ahead == AllAtOnce ? Distance : BlockSize);
            for (var row = 0; row < x.Rows; next += ahead * chunks)
            {
                var target = y + ((long)row * stride) + (block * Lanes);
                var values = x.Values + ((long)row * x.Stride);
                var rows = x.Rows - row >= 4 && Vector512.IsHardwareAccelerated ? 4 : Math.Min(x.Rows - row, 2);
                switch (rows)
                {
                    case 4:
                        FourRows(weights, values, x.Stride, next, ahead, accumulate, target, stride);
                        break;
                    case 2:
                        TwoRows(weights, values, x.Stride, next, ahead, accumulate, target, stride);
                        break;
                    default:
                        OneRow(weights, values, next, ahead, accumulate, target);
                        break;
                }

                row += rows;
            }
        }
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, float* target)
    {
        var source = At(row);
        for (var input = 0; input < Inputs; input++)
        {
            target[input] = source[input * Lanes];
        }
    }

    private static void Put(float* y, Vector256<float> sums, bool accumulate) => (accumulate ? Vector256.Load(y) + sums : sums).Store(y);

    private static void Put(float* y, Vector512<float> sums, bool accumulate) => (accumulate ? Vector512.Load(y) + sums : sums).Store(y);

    private float* At(int output) => packed + (output / Lanes * BlockSize) + (output % Lanes);

    /// <summary>Memory is the limit here: four sums are enough to keep up with it.</summary>
    private void OneRow(float* w, float* x, float* next, int ahead, bool accumulate, float* y)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            VectorMath.Ask(next + (chunk * ahead), ahead, isSoon: ahead == AllAtOnce);
            for (var end = x + Chunk; x < end; x++, w += Lanes)
            {
                var one = Vector256.Create(*x);
                a0 = Vector256.FusedMultiplyAdd(Vector256.Load(w), one, a0);
                a1 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 8), one, a1);
                a2 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 16), one, a2);
                a3 = Vector256.FusedMultiplyAdd(Vector256.Load(w + 24), one, a3);
            }
        }

        Put(y, a0, accumulate);
        Put(y + 8, a1, accumulate);
        Put(y + 16, a2, accumulate);
        Put(y + 24, a3, accumulate);
    }

    /// <summary>Eight sums, which processors with sixteen registers can hold.</summary>
    private void TwoRows(float* w, float* x, int step, float* next, int ahead, bool accumulate, float* y, int stride)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            VectorMath.Ask(next + (chunk * ahead), ahead, isSoon: ahead == AllAtOnce);
            for (var end = x + Chunk; x < end; x++, w += Lanes)
            {
                var (one, two, weight) = (Vector256.Create(*x), Vector256.Create(x[step]), Vector256.Load(w));
                a0 = Vector256.FusedMultiplyAdd(weight, one, a0);
                b0 = Vector256.FusedMultiplyAdd(weight, two, b0);
                weight = Vector256.Load(w + 8);
                a1 = Vector256.FusedMultiplyAdd(weight, one, a1);
                b1 = Vector256.FusedMultiplyAdd(weight, two, b1);
                weight = Vector256.Load(w + 16);
                a2 = Vector256.FusedMultiplyAdd(weight, one, a2);
                b2 = Vector256.FusedMultiplyAdd(weight, two, b2);
                weight = Vector256.Load(w + 24);
                a3 = Vector256.FusedMultiplyAdd(weight, one, a3);
                b3 = Vector256.FusedMultiplyAdd(weight, two, b3);
            }
        }

        Put(y, a0, accumulate);
        Put(y + 8, a1, accumulate);
        Put(y + 16, a2, accumulate);
        Put(y + 24, a3, accumulate);
        Put(y + stride, b0, accumulate);
        Put(y + stride + 8, b1, accumulate);
        Put(y + stride + 16, b2, accumulate);
        Put(y + stride + 24, b3, accumulate);
    }

    /// <summary>Eight wide sums: arithmetic is the limit now, and each weight that is loaded serves four products.</summary>
    private void FourRows(float* w, float* x, int step, float* next, int ahead, bool accumulate, float* y, int stride)
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        float* second = x + step, third = second + step, fourth = third + step;
        for (var chunk = 0; chunk < chunks; chunk++, x += Chunk, second += Chunk, third += Chunk, fourth += Chunk)
        {
            VectorMath.Ask(next + (chunk * ahead), ahead, isSoon: ahead == AllAtOnce);
            for (nint i = 0; i < Chunk; i++, w += Lanes)
            {
                var (low, high) = (Vector512.Load(w), Vector512.Load(w + 16));
                var value = Vector512.Create(x[i]);
                a0 = Vector512.FusedMultiplyAdd(low, value, a0);
                a1 = Vector512.FusedMultiplyAdd(high, value, a1);
                value = Vector512.Create(second[i]);
                b0 = Vector512.FusedMultiplyAdd(low, value, b0);
                b1 = Vector512.FusedMultiplyAdd(high, value, b1);
                value = Vector512.Create(third[i]);
                c0 = Vector512.FusedMultiplyAdd(low, value, c0);
                c1 = Vector512.FusedMultiplyAdd(high, value, c1);
                value = Vector512.Create(fourth[i]);
                d0 = Vector512.FusedMultiplyAdd(low, value, d0);
                d1 = Vector512.FusedMultiplyAdd(high, value, d1);
            }
        }

        Put(y, a0, accumulate);
        Put(y + 16, a1, accumulate);
        Put(y + stride, b0, accumulate);
        Put(y + stride + 16, b1, accumulate);
        y += 2L * stride;
        Put(y, c0, accumulate);
        Put(y + 16, c1, accumulate);
        Put(y + stride, d0, accumulate);
        Put(y + stride + 16, d1, accumulate);
    }
}
