using LlmCourse.Model.Fast;

namespace LlmCourse.Generation.Decoding;

/// <summary>
/// Vectors on their way into a matrix, [rows, columns]; for a matrix of whole numbers as whole numbers too, with a scale for each group. One object serves one worker.
/// </summary>
internal sealed unsafe class DecoderInput
{
    /// <summary>Numbers that share a scale.</summary>
    public const int Group = 64;

    private readonly bool isQuantised;

    /// <summary>Takes memory for the given number of rows of the given width.</summary>
    public DecoderInput(FloatArena arena, int rows, int width, WeightFormat format)
    {
        isQuantised = format == WeightFormat.Int8;
        if (isQuantised)
        {
            Whole = (sbyte*)arena.Take((long)rows * Padded(width) / sizeof(float));
            Scales = arena.Take((long)rows * Padded(width) / Group);
        }
    }

    /// <summary>Vectors.</summary>
    public int Rows { get; private set; }

    /// <summary>Where the numbers lie; behind those of a row there are zeros up to a multiple of <see cref="Group"/>.</summary>
    public float* Values { get; private set; }

    /// <summary>From one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>The same as whole numbers. [rows, columns rounded up]</summary>
    public sbyte* Whole { get; }

    /// <summary>What a whole number of each group stands for. [rows, groups]</summary>
    public float* Scales { get; }

    /// <summary>A width rounded up, so that vectors of any length divide it.</summary>
    public static int Padded(int width) => (width + Group - 1) / Group * Group;

    /// <summary>Turns to these vectors. [rows, width]</summary>
    public void Take(float* values, int stride, int rows, int width)
    {
        Values = values;
        (Stride, Rows) = (stride, rows);
        if (isQuantised)
        {
            var groups = Padded(width) / Group;
            for (var row = 0; row < rows; row++)
            {
                Quantiser.Round(values + ((long)row * stride), groups, Whole + ((long)row * groups * Group), Scales + ((long)row * groups));
            }
        }
    }
}
