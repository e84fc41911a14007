using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>A packed matrix of whole numbers: of each four rows a group's scales, and then the 64 numbers of each.</summary>
internal sealed unsafe class Int8Matrix : PackedMatrix
{
    private const int Beside = 4;          // outputs of a block
    private const int ScaleBytes = Beside * sizeof(float);
    private const int GroupBytes = ScaleBytes + (Beside * DecoderInput.Group);
    private readonly int groups;           // in a row
    private readonly byte* packed;         // [blocks, groups, 4 scales and 4 · 64 numbers]

    /// <summary>Rounds and packs a matrix. [outputs, inputs]</summary>
    public Int8Matrix(float* weights, int outputs, int inputs, FloatArena arena) : base(outputs, inputs, Beside)
    {
        groups = DecoderInput.Padded(inputs) / DecoderInput.Group;
        packed = (byte*)arena.Take(Blocks * BlockBytes / sizeof(float));
        var row = new float[groups * DecoderInput.Group];
        var whole = stackalloc sbyte[DecoderInput.Group];
        fixed (float* filled = row)
        {
            for (var output = 0; output < outputs; output++)
            {
                VectorMath.Copy(weights + ((long)output * inputs), filled, inputs);
                for (var group = 0; group < groups; group++)
                {
                    Quantiser.Round(filled + (group * DecoderInput.Group), 1, whole, ScaleOf(output, group));
                    Buffer.MemoryCopy(whole, NumbersOf(output, group), DecoderInput.Group, DecoderInput.Group);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override long Bytes => Blocks * BlockBytes;

    private long BlockBytes => (long)groups * GroupBytes;

    /// <inheritdoc/>
    public override void Multiply(DecoderInput x, int from, int to, bool accumulate, float* y, int stride)
    {
        for (var block = from; block < to; block++)
        {
            for (var row = 0; row < x.Rows; row++)
            {
                var sums = OneRow(packed + (block * BlockBytes), x.Whole + ((long)row * groups * DecoderInput.Group), x.Scales + ((long)row * groups));
                var target = y + ((long)row * stride) + (block * Beside);
                (accumulate ? Vector128.Load(target) + sums : sums).Store(target);
            }
        }
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, float* target)
    {
        for (var i = 0; i < Inputs; i++)
        {
            target[i] = NumbersOf(row, i / DecoderInput.Group)[i % DecoderInput.Group] * *ScaleOf(row, i / DecoderInput.Group);
        }
    }

    /// <summary>64 products of one row, in eight sums.</summary>
    private static Vector256<float> Products(sbyte* w, Vector256<sbyte> first, Vector256<sbyte> second)
    {
        var (left, right) = (Vector256.Load(w), Vector256.Load(w + 32));
        if (Avx2.IsSupported)
        {
            // The processor multiplies unsigned by signed: |x| by w with the sign of x. Two products fit into 16 bits, four do not.
            var low = Avx2.MultiplyAddAdjacent(Avx2.Abs(first), Avx2.Sign(left, first));
            var high = Avx2.MultiplyAddAdjacent(Avx2.Abs(second), Avx2.Sign(right, second));
            var sums = Avx2.MultiplyAddAdjacent(low, Vector256<short>.One) + Avx2.MultiplyAddAdjacent(high, Vector256<short>.One);
            return Vector256.ConvertToSingle(sums);
        }

        var total = Widened(left, first) + Widened(right, second);
        return Vector256.ConvertToSingle(total);
    }

    private static Vector256<int> Widened(Vector256<sbyte> w, Vector256<sbyte> x)
    {
        var (wLow, wHigh) = Vector256.Widen(w);
        var (xLow, xHigh) = Vector256.Widen(x);
        var pairs = (wLow * xLow) + (wHigh * xHigh); // two products of at most 127² each fit into 16 bits
        var (low, high) = Vector256.Widen(pairs);
        return low + high;
    }

    private Vector128<float> OneRow(byte* w, sbyte* x, float* scales)
    {
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (var group = 0; group < groups; group++, w += GroupBytes, x += DecoderInput.Group)
        {
            var (first, second) = (Vector256.Load(x), Vector256.Load(x + 32));
            var scale = Vector128.Load((float*)w) * scales[group];
            var numbers = (sbyte*)(w + ScaleBytes);
            s0 = Vector256.FusedMultiplyAdd(Products(numbers, first, second), Vector256.Create(scale[0]), s0);
            s1 = Vector256.FusedMultiplyAdd(Products(numbers + 64, first, second), Vector256.Create(scale[1]), s1);
            s2 = Vector256.FusedMultiplyAdd(Products(numbers + 128, first, second), Vector256.Create(scale[2]), s2);
            s3 = Vector256.FusedMultiplyAdd(Products(numbers + 192, first, second), Vector256.Create(scale[3]), s3);
        }

        return Vector128.Create(Vector256.Sum(s0), Vector256.Sum(s1), Vector256.Sum(s2), Vector256.Sum(s3));
    }

    private float* ScaleOf(int row, int group) => (float*)(packed + (row / Beside * BlockBytes) + ((long)group * GroupBytes)) + (row % Beside);

    private sbyte* NumbersOf(int row, int group) => (sbyte*)(packed + (row / Beside * BlockBytes) + ((long)group * GroupBytes) + ScaleBytes + (row % Beside * DecoderInput.Group));
}
