using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>One tensor of a safetensors file, as the header describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">Its sizes; none for a single number.</param>
/// <param name="Start">Where its bytes begin, from the end of the header.</param>
/// <param name="End">Where they end.</param>
public sealed record SafeTensorsEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Start, long End)
{
    private const long WindowBytes = 4 << 20;

    /// <summary>Bytes of one number.</summary>
    internal long NumberBytes => Type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 => 2,
        _ => 1,
    };

    /// <summary>What it is, for a message: <c>F32 [60, 32]</c>.</summary>
    public override string ToString() =>
        $"{SafeTensors.Types.First(pair => pair.Value == Type).Key} [{string.Join(", ", Shape)}]";

    /// <summary>The bytes that type and shape need, or -1 where that is no sensible number; an empty tensor's other sizes must be sensible too.</summary>
    internal long NeededBytes()
    {
        Int128 bytes = NumberBytes;
        foreach (var size in Shape)
        {
            bytes *= Math.Max(size, 1);
            if (size < 0 || bytes > long.MaxValue)
            {
                return -1;
            }
        }

        return Shape.Contains(0) ? 0 : (long)bytes;
    }

    /// <summary>Rows that are read or written together, about 4 MB each time: the first of them and their number.</summary>
    internal IEnumerable<(long First, long Count)> Windows()
    {
        var rows = Shape.Count == 0 ? 1 : Shape[0];
        var together = End == Start ? rows : Math.Max(1, WindowBytes / ((End - Start) / rows));
        for (long first = 0; first < rows && End > Start; first += together)
        {
            yield return (first, Math.Min(together, rows - first));
        }
    }
}
