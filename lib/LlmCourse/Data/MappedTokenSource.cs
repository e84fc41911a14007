using System.IO.MemoryMappedFiles;
using System.Numerics;

namespace LlmCourse.Data;

/// <summary>Tokens in a memory-mapped file: only the pages that are read come into memory, and processes share them.</summary>
internal sealed class MappedTokenSource<T>(MemoryMappedFile file, long position, long length) : ITokenSource
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Chunk = 1024;

    private readonly MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);

    public long Length => length;

    public unsafe void CopyTo(long offset, Span<long> destination)
    {
        Span<T> chunk = stackalloc T[Chunk];
        while (!destination.IsEmpty)
        {
            var part = chunk[..Math.Min(Chunk, destination.Length)];
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(position + (offset * sizeof(T))), part); // throws once disposed
            for (var i = 0; i < part.Length; i++)
            {
                destination[i] = long.CreateTruncating(part[i]);
            }

            destination = destination[part.Length..];
            offset += part.Length;
        }
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
