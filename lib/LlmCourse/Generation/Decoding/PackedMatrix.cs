using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// A matrix in the order in which a product reads it: some outputs side by side, so that one stream of memory feeds them and each input that is loaded serves all of them. (Chapter 15.)
/// </summary>
internal abstract unsafe class PackedMatrix(int outputs, int inputs, int block)
{
    /// <summary>Outputs that are computed together.</summary>
    public int Block { get; } = block;

    /// <summary>Length of what comes out.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>Length of what goes in.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Groups of outputs that are computed together; the last is filled up with zeros.</summary>
    public int Blocks => (Outputs + Block - 1) / Block;

    /// <summary>Bytes that a product reads.</summary>
    public abstract long Bytes { get; }

    /// <summary>Packs a matrix as a linear layer keeps it. [outputs, inputs]</summary>
    public static PackedMatrix Of(float* weights, int outputs, int inputs, WeightFormat format, FloatArena arena) => format == WeightFormat.Int8
        ? new Int8Matrix(weights, outputs, inputs, arena)
        : new FloatMatrix(weights, outputs, inputs, arena);

    /// <summary>y = W·x, or y + W·x, for some of the blocks of outputs and every row of x. [rows, inputs] -> [rows, outputs], y by rows of <paramref name="stride"/> numbers.</summary>
    public abstract void Multiply(DecoderInput x, int from, int to, bool accumulate, float* y, int stride);

    /// <summary>One row of the matrix, an embedding for instance. -> [inputs]</summary>
    public abstract void CopyRow(int row, float* target);
}
