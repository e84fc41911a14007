using System.Buffers.Binary;
using System.IO.Compression;
using LlmCourse.Display.Drawing;
using Xunit;

namespace LlmCourse.Display.Tests.Drawing;

public class PngTests
{
    [Fact]
    public void ThePixelsComeBack()
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * 2 * 4).Select(i => (byte)(i * 7))];
        var file = Png.Write(3, pixels);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        Assert.Equal((3, 2), (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));
        Assert.Equal(0xAE426082u, BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(file.Length - 4))); // the well-known checksum of IEND
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        Assert.Equal([0, .. pixels[..12], 0, .. pixels[12..]], raw.ToArray());
    }
}
