using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// A safetensors file, open for reading: names, types and shapes are known at once, the numbers are read when they are wanted, a few MB at a
/// time and straight to their place, so that a file of any size needs no memory of its own. (A mapped file would count as memory while it is
/// read, and would end the process where it is cut short meanwhile.)
/// </summary>
public sealed class SafeTensorsFile : IDisposable
{
    private const int LongestHeader = 100_000_000;
    private const int MostDimensions = 64; // libtorch's own limit
    private readonly SafeFileHandle handle;
    private readonly long dataStart;

    private SafeTensorsFile(string path)
    {
        Path = path;
        handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        try
        {
            var header = ReadHeader();
            dataStart = 8 + header.Length;
            var (entries, metadata) = ParseHeader(header, RandomAccess.GetLength(handle) - dataStart);
            (Entries, Metadata) = (entries, metadata);
            if (metadata.Remove(SafeTensors.ChecksumKey, out var checksum))
            {
                CheckChecksum(header, checksum);
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>Its tensors, in the order in which their numbers lie there.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries { get; }

    /// <summary>What the writer has noted besides.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file, checks its header, and its checksum where it has one.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no safetensors file; the message says where.</exception>
    public static SafeTensorsFile Open(string path) => File.Exists(path)
        ? new SafeTensorsFile(path)
        : throw new FileNotFoundException($"The checkpoint {path} does not exist; check the path, or train the model first.", path);

    /// <summary>Copies a tensor's numbers into one of the same shape; that one's type and its order in memory may differ.</summary>
    /// <exception cref="InvalidDataException">The file has become shorter.</exception>
    public void CopyTo(SafeTensorsEntry entry, Tensor destination)
    {
        using var noGradients = no_grad();
        ForEachWindow(entry, (first, rows) =>
        {
            using var place = (entry.Shape.Count == 0 ? destination.view(1) : destination).narrow(0, first, rows.shape[0]);
            place.copy_(rows);
        });
    }

    /// <summary>Whether a tensor of the same shape holds exactly the numbers of this file's.</summary>
    /// <exception cref="InvalidDataException">The file has become shorter.</exception>
    public bool IsEqual(SafeTensorsEntry entry, Tensor other)
    {
        var equal = true;
        ForEachWindow(entry, (first, rows) =>
        {
            using var scope = NewDisposeScope();
            equal &= rows.to(other.dtype).equal(other.detach().narrow(0, first, rows.shape[0])).all().item<bool>();
        });
        return equal;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private void ForEachWindow(SafeTensorsEntry entry, Action<long, Tensor> use)
    {
        using var scope = NewDisposeScope();
        Tensor? window = null;
        var position = dataStart + entry.Start;
        foreach (var (first, count) in entry.Windows())
        {
            window ??= empty([count, .. entry.Shape.Skip(1)], entry.Type);
            using var rows = window.narrow(0, 0, count);
            ReadExactly(rows.bytes, position);
            use(first, rows);
            position += rows.bytes.Length;
        }
    }

    private void ReadExactly(Span<byte> bytes, long position)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(handle, bytes, position);
            if (read == 0)
            {
                throw Damaged($"it ends at byte {position}, but {bytes.Length} more are needed");
            }

            bytes = bytes[read..];
            position += read;
        }
    }

    private byte[] ReadHeader()
    {
        var fileLength = RandomAccess.GetLength(handle);
        if (fileLength < 8)
        {
            throw Damaged($"it has {fileLength} bytes, but the header's length alone takes 8");
        }

        Span<byte> length = stackalloc byte[8];
        ReadExactly(length, 0);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerLength > LongestHeader || (long)headerLength > fileLength - 8)
        {
            throw Damaged($"its header should take {headerLength} bytes, but {fileLength - 8} follow and at most {LongestHeader} are allowed");
        }

        var header = new byte[headerLength];
        ReadExactly(header, 8);
        return header;
    }

    private (List<SafeTensorsEntry> Entries, Dictionary<string, string> Metadata) ParseHeader(byte[] header, long dataLength)
    {
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var metadata = new Dictionary<string, string>();
            var entries = new List<SafeTensorsEntry>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    metadata = property.Value.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "");
                }
                else
                {
                    entries.Add(ParseEntry(property));
                }
            }

            entries.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
            CheckLayout(entries, dataLength);
            return (entries, metadata);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw Damaged($"its header cannot be read ({problem.Message})");
        }
    }

    private SafeTensorsEntry ParseEntry(JsonProperty property)
    {
        var type = property.Value.GetProperty("dtype").GetString();
        if (type is null || !SafeTensors.Types.TryGetValue(type, out var scalarType))
        {
            throw Damaged($"the tensor {property.Name} has the type {type}, but one of {string.Join(", ", SafeTensors.Types.Keys)} is needed");
        }

        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets.Length != 2 || shape.Length > MostDimensions)
        {
            throw Damaged($"the tensor {property.Name} has {offsets.Length} offsets and {shape.Length} dimensions, but 2 and at most {MostDimensions} are needed");
        }

        return new SafeTensorsEntry(property.Name, scalarType, shape, offsets[0], offsets[1]);
    }

    /// <summary>Every byte of the data belongs to exactly one tensor, and each tensor has the bytes that its shape needs.</summary>
    private void CheckLayout(List<SafeTensorsEntry> entries, long dataLength)
    {
        long expected = 0;
        foreach (var entry in entries)
        {
            if (entry.Start != expected || entry.End < entry.Start || entry.End > dataLength)
            {
                throw Damaged($"the tensor {entry.Name} should lie at bytes {entry.Start} to {entry.End}, but the data has {dataLength} bytes and the last tensor ended at {expected}");
            }

            if (entry.NeededBytes() != entry.End - entry.Start)
            {
                throw Damaged($"the tensor {entry.Name} of shape [{string.Join(", ", entry.Shape)}] does not fill its {entry.End - entry.Start} bytes");
            }

            expected = entry.End;
        }

        if (expected != dataLength)
        {
            throw Damaged($"its tensors take {expected} bytes, but {dataLength} are there");
        }
    }

    private void CheckChecksum(byte[] header, string checksum)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BlankOut(header, checksum));
        var bytes = new byte[1 << 20];
        for (var position = dataStart; RandomAccess.Read(handle, bytes, position) is var read and > 0; position += read)
        {
            hash.AppendData(bytes, 0, read);
        }

        if (checksum != Convert.ToHexStringLower(hash.GetHashAndReset()))
        {
            throw Damaged("its contents do not match its checksum");
        }
    }

    /// <summary>The header as it was when the checksum was taken: with zeros in its place.</summary>
    private static byte[] BlankOut(byte[] header, string checksum)
    {
        var position = header.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{checksum}\""));
        if (position >= 0 && checksum.Length == SafeTensors.BlankChecksum.Length)
        {
            Encoding.ASCII.GetBytes(SafeTensors.BlankChecksum).CopyTo(header.AsSpan(position + 1));
        }

        return header;
    }

    private InvalidDataException Damaged(string what) =>
        new($"The checkpoint {Path} is damaged: {what}. Delete it, and take an earlier copy or fetch it again.");
}
