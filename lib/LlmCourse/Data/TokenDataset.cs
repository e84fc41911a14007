using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Data;

/// <summary>
/// A long row of tokens, in memory or in a memory-mapped file, or a part of one. Parts share the tokens: disposing the whole ends them too. (Chapter 01.)
/// </summary>
public sealed class TokenDataset : IDisposable
{
    private const int Chunk = 1 << 16;

    private readonly ITokenSource source;
    private readonly long start;
    private readonly bool ownsSource;

    private TokenDataset(ITokenSource source, long start, long length, int vocabularySize, bool ownsSource)
    {
        (this.source, this.start, this.ownsSource) = (source, start, ownsSource);
        (Length, VocabularySize) = (length, vocabularySize);
    }

    /// <summary>Number of tokens.</summary>
    public long Length { get; }

    /// <summary>Number of different tokens that the tokenizer knows, V; all tokens here are below it.</summary>
    public int VocabularySize { get; }

    /// <summary>One token.</summary>
    /// <exception cref="ArgumentException">The position is outside of the dataset.</exception>
    public int this[long position]
    {
        get
        {
            Span<long> token = stackalloc long[1];
            CopyTo(position, token);
            return (int)token[0];
        }
    }

    /// <summary>A dataset in memory; tokens of small vocabularies take two bytes each.</summary>
    /// <exception cref="ArgumentException">A token is not in the vocabulary.</exception>
    public static TokenDataset FromIds(ReadOnlySpan<int> ids, int vocabularySize)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)vocabularySize)
            {
                throw new ArgumentException($"Token {ids[i]} at position {i} is not in the vocabulary, whose ids run from 0 to {vocabularySize - 1}; pass the size of the tokenizer that made it.");
            }
        }

        ITokenSource source = BytesPerToken(vocabularySize) == 2
            ? new MemoryTokenSource<ushort>(Array.ConvertAll(ids.ToArray(), id => (ushort)id))
            : new MemoryTokenSource<int>(ids.ToArray());
        return new TokenDataset(source, 0, ids.Length, vocabularySize, ownsSource: true);
    }

    /// <summary>A dataset in memory from a text.</summary>
    /// <exception cref="ArgumentException">The tokenizer cannot express the text.</exception>
    public static TokenDataset FromText(string text, ITokenizer tokenizer, bool recogniseSpecialTokens = false) =>
        FromIds(tokenizer.Encode(text, recogniseSpecialTokens), tokenizer.VocabularySize);

    /// <summary>Opens a file that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file; it is mapped, not read, and must not be changed while it is open.</param>
    /// <param name="verify">Whether to check that the tokens are what was written, which reads all of them once.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is truncated, changed, or something else.</exception>
    public static TokenDataset Open(string path, bool verify = true)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no token file {path}; write it with TokenDataset.FromText(text, tokenizer).Save(path).");
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var start = new byte[TokenFileHeader.Size];
        var header = TokenFileHeader.Parse(start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)), path, stream.Length);
        if (verify && !HashOf(start.AsSpan(0, TokenFileHeader.FieldsSize), stream).AsSpan().SequenceEqual(start.AsSpan(TokenFileHeader.FieldsSize)))
        {
            throw TokenFileHeader.Damaged(path, "it has changed since it was written (its SHA-256 is not the one that it holds)");
        }

        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        ITokenSource source = header.TokenBytes == 2
            ? new MappedTokenSource<ushort>(file, TokenFileHeader.Size, header.Count)
            : new MappedTokenSource<int>(file, TokenFileHeader.Size, header.Count);
        return new TokenDataset(source, 0, header.Count, header.VocabularySize, ownsSource: true);
    }

    /// <summary>Writes the tokens to a file, atomically.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public void Save(string path)
    {
        var width = BytesPerToken(VocabularySize);
        AtomicFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var fields = new TokenFileHeader(width, VocabularySize, Length).FieldBytes();
            hash.AppendData(fields);
            stream.Write(fields);
            stream.Write(new byte[SHA256.HashSizeInBytes]); // known at the end only
            foreach (var chunk in Chunks())
            {
                byte[] bytes = width == 2
                    ? [.. MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(chunk, token => (ushort)token))]
                    : [.. MemoryMarshal.AsBytes<int>(Array.ConvertAll(chunk, token => (int)token))];
                hash.AppendData(bytes);
                stream.Write(bytes);
            }

            stream.Position = fields.Length;
            stream.Write(hash.GetHashAndReset());
        });
    }

    /// <summary>Copies the tokens from a position on into the destination, filling it.</summary>
    /// <exception cref="ArgumentException">The range is not within the dataset.</exception>
    /// <exception cref="ObjectDisposedException">The dataset was disposed.</exception>
    public void CopyTo(long offset, Span<long> destination)
    {
        if (offset < 0 || offset > Length - destination.Length)
        {
            throw new ArgumentException($"Tokens {offset} to {offset + destination.Length - 1} were asked for, but the dataset has {Length}, numbered from 0.");
        }

        source.CopyTo(start + offset, destination);
    }

    /// <summary>All tokens, a large piece at a time; the last piece is shorter.</summary>
    public IEnumerable<long[]> Chunks()
    {
        for (var offset = 0L; offset < Length; offset += Chunk)
        {
            var chunk = new long[Math.Min(Chunk, Length - offset)];
            CopyTo(offset, chunk);
            yield return chunk;
        }
    }

    /// <summary>The part of <paramref name="length"/> tokens from a position on; it lives as long as this dataset.</summary>
    /// <exception cref="ArgumentException">The range is not within the dataset.</exception>
    public TokenDataset Slice(long offset, long length) => offset >= 0 && length >= 0 && offset <= Length - length
        ? new TokenDataset(source, start + offset, length, VocabularySize, ownsSource: false)
        : throw new ArgumentException($"A part of {length} tokens from {offset} on is not within the dataset of {Length}.");

    /// <summary>
    /// Cuts the dataset in two: the first <paramref name="trainShare"/> of the tokens to train on, the rest to validate with. Both live as long as this dataset.
    /// </summary>
    /// <exception cref="ArgumentException">The share is not between 0 and 1.</exception>
    public (TokenDataset Train, TokenDataset Validation) Split(double trainShare = 0.9)
    {
        if (!(trainShare is > 0 and < 1))
        {
            throw new ArgumentException($"The training share ({trainShare}) must be between 0 and 1, 0.9 for instance.");
        }

        var cut = (long)(Length * trainShare);
        return (Slice(0, cut), Slice(cut, Length - cut));
    }

    /// <summary>Closes the file; parts of this dataset can no longer be read. Disposing a part alone does nothing.</summary>
    public void Dispose()
    {
        if (ownsSource)
        {
            source.Dispose();
        }
    }

    private static byte[] HashOf(ReadOnlySpan<byte> fields, Stream tokens)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(fields);
        var chunk = new byte[Chunk];
        while (tokens.Read(chunk) is var read and > 0)
        {
            hash.AppendData(chunk, 0, read);
        }

        return hash.GetHashAndReset();
    }

    private static int BytesPerToken(int vocabularySize) => vocabularySize <= 1 << 16 ? 2 : 4;
}
