namespace LlmCourse.Tests.Data;

/// <summary>A file on a disk that has room for so many bytes and no more.</summary>
internal sealed class FullDiskStream(string path, long room) : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0)
{
    private const int NoSpaceLeft = 28; // ENOSPC

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var fits = (int)Math.Min(buffer.Length, room - Position);
        await base.WriteAsync(buffer[..fits], cancellationToken);
        if (fits < buffer.Length)
        {
            throw new IOException("No space left on device", NoSpaceLeft);
        }
    }
}
