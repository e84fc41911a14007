using System.Runtime.InteropServices;

namespace LlmCourse.Model.Fast;

/// <summary>Plain memory for numbers, handed out in pieces and given back as a whole.</summary>
internal sealed unsafe class FloatArena : IDisposable
{
    private readonly List<nint> pieces = [];

    /// <summary>A piece of zeros that begins where a cache line does.</summary>
    public float* Take(long count)
    {
        var bytes = (nuint)(Math.Max(count, 1) * sizeof(float));
        var piece = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(piece, bytes);
        pieces.Add((nint)piece);
        return (float*)piece;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pieces.ForEach(piece => NativeMemory.AlignedFree((void*)piece));
        pieces.Clear();
    }
}
