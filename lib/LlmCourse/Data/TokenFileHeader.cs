using System.Buffers.Binary;

namespace LlmCourse.Data;

/// <summary>
/// The first 64 bytes of a token file, little-endian: magic, version, bytes per token (2 or 4), vocabulary size, 4 bytes of nothing, number
/// of tokens, and the SHA-256 of these 32 bytes and the tokens that follow.
/// </summary>
internal sealed record TokenFileHeader(int TokenBytes, int VocabularySize, long Count)
{
    public const int Size = 64;
    public const int FieldsSize = 32;
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "LLMTOKEN"u8;

    /// <summary>All but the hash.</summary>
    public byte[] FieldBytes()
    {
        var bytes = new byte[FieldsSize];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), TokenBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), VocabularySize);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Count);
        return bytes;
    }

    /// <summary>Reads and checks a header.</summary>
    /// <exception cref="InvalidDataException">The bytes are no header, or do not fit the length of the file.</exception>
    public static TokenFileHeader Parse(ReadOnlySpan<byte> bytes, string path, long fileLength)
    {
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
        {
            throw Damaged(path, $"it does not begin with the {Size} bytes of a token file");
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var header = new TokenFileHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        if (version != Version)
        {
            throw Damaged(path, $"it has version {version}, but this library reads version {Version}");
        }

        if (header.TokenBytes is not (2 or 4) || header.VocabularySize < 1 || header.Count < 0)
        {
            throw Damaged(path, $"its header makes no sense ({header.Count} tokens of {header.TokenBytes} bytes, vocabulary of {header.VocabularySize})");
        }

        if (header.Count > long.MaxValue / 8 || fileLength != Size + (header.Count * header.TokenBytes))
        {
            throw Damaged(path, $"it has {fileLength} bytes, but {header.Count} tokens of {header.TokenBytes} bytes and the header need {Size + (decimal)header.Count * header.TokenBytes}");
        }

        return header;
    }

    public static InvalidDataException Damaged(string path, string how) =>
        new($"{path} cannot be used as a token file: {how}. Delete it and write it anew with TokenDataset.Save.");
}
