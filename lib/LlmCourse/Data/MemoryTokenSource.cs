using System.Numerics;

namespace LlmCourse.Data;

/// <summary>Tokens in an array, ushort or int.</summary>
internal sealed class MemoryTokenSource<T>(T[] tokens) : ITokenSource where T : unmanaged, IBinaryInteger<T>
{
    private bool disposed;

    public long Length => tokens.Length;

    public void CopyTo(long offset, Span<long> destination)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(TokenDataset));
        var from = tokens.AsSpan((int)offset, destination.Length);
        for (var i = 0; i < from.Length; i++)
        {
            destination[i] = long.CreateTruncating(from[i]);
        }
    }

    public void Dispose() => disposed = true;
}
