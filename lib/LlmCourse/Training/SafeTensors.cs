using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Training;

/// <summary>
/// The safetensors file format: 8 bytes of header length, a JSON header of names, types, shapes and offsets, then the numbers.
/// Other tools read these files; ours also carry a checksum, so that a damaged file is refused instead of loaded.
/// (Format: huggingface/safetensors, README.)
/// </summary>
public static class SafeTensors
{
    private const string ChecksumKey = "sha256";
    private const int LongestHeader = 100_000_000;
    private static readonly string BlankChecksum = new('0', 64);

    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["F32"] = ScalarType.Float32,
        ["F64"] = ScalarType.Float64,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    /// <summary>Writes tensors and metadata to a file, atomically: the file is either the old one or the whole new one.</summary>
    /// <exception cref="IOException">The file cannot be written; an older file of that name is untouched.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var (header, ordered) = CreateHeader(tensors, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(header);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in ordered)
            {
                using var plain = tensor.detach().cpu().contiguous();
                hash.AppendData(plain.bytes);
                stream.Write(plain.bytes);
            }

            stream.Position = 8 + header.AsSpan().IndexOf(Encoding.ASCII.GetBytes(BlankChecksum));
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset())));
        });
    }

    /// <summary>Reads all tensors and the metadata of a file. The caller owns the tensors.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no safetensors file; the message says where.</exception>
    public static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"The checkpoint {path} does not exist; check the path, or train the model first.", path);
        }

        using var stream = File.OpenRead(path);
        var headerBytes = ReadHeader(stream, path);
        var (entries, metadata) = ParseHeader(headerBytes, stream.Length - stream.Position, path);
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (metadata.Remove(ChecksumKey, out var checksum))
            {
                BlankOut(headerBytes, checksum);
            }

            hash.AppendData(headerBytes);
            foreach (var entry in entries)
            {
                var tensor = empty(entry.Shape, entry.Type).DetachFromDisposeScope();
                tensors.Add(entry.Name, tensor);
                stream.ReadExactly(tensor.bytes);
                hash.AppendData(tensor.bytes);
            }

            if (checksum is not null && checksum != Convert.ToHexStringLower(hash.GetHashAndReset()))
            {
                throw Damaged(path, "its contents do not match its checksum");
            }

            return (tensors, metadata);
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    private static (byte[] Header, List<Tensor> Ordered) CreateHeader(
        IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var described = new JsonObject { [ChecksumKey] = BlankChecksum };
        foreach (var (key, value) in metadata)
        {
            described[key] = value;
        }

        var header = new JsonObject { ["__metadata__"] = described };
        var ordered = new List<Tensor>();
        long offset = 0;
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var bytes = tensor.numel() * tensor.element_size();
            header[name] = new JsonObject
            {
                ["dtype"] = Types.First(pair => pair.Value == tensor.dtype).Key,
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            ordered.Add(tensor);
            offset += bytes;
        }

        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        var padded = Enumerable.Repeat((byte)' ', (json.Length + 7) / 8 * 8).ToArray(); // the numbers start at a multiple of 8
        json.CopyTo(padded, 0);
        return (padded, ordered);
    }

    private static byte[] ReadHeader(FileStream stream, string path)
    {
        Span<byte> length = stackalloc byte[8];
        if (stream.Length < 8)
        {
            throw Damaged(path, $"it has {stream.Length} bytes, but the header's length alone takes 8");
        }

        stream.ReadExactly(length);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerLength > LongestHeader || (long)headerLength > stream.Length - 8)
        {
            throw Damaged(path, $"its header should take {headerLength} bytes, but {stream.Length - 8} follow");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        return header;
    }

    private static (List<Entry> Entries, Dictionary<string, string> Metadata) ParseHeader(byte[] header, long dataLength, string path)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(header, options);
            var metadata = new Dictionary<string, string>();
            var entries = new List<Entry>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    metadata = property.Value.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!);
                }
                else
                {
                    entries.Add(ParseEntry(property, path));
                }
            }

            entries.Sort((a, b) => a.Start.CompareTo(b.Start));
            CheckLayout(entries, dataLength, path);
            return (entries, metadata);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Damaged(path, $"its header cannot be read ({problem.Message})");
        }
    }

    private static Entry ParseEntry(JsonProperty property, string path)
    {
        var type = property.Value.GetProperty("dtype").GetString();
        if (type is null || !Types.TryGetValue(type, out var scalarType))
        {
            throw Damaged(path, $"the tensor {property.Name} has the type {type}, but one of {string.Join(", ", Types.Keys)} is needed");
        }

        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        return offsets.Length == 2
            ? new Entry(property.Name, scalarType, shape, offsets[0], offsets[1])
            : throw Damaged(path, $"the tensor {property.Name} has {offsets.Length} offsets, but 2 are needed");
    }

    /// <summary>Every byte of the data belongs to exactly one tensor, and each tensor has the bytes that its shape needs.</summary>
    private static void CheckLayout(List<Entry> entries, long dataLength, string path)
    {
        long expected = 0;
        foreach (var entry in entries)
        {
            if (entry.Start != expected || entry.End < entry.Start || entry.End > dataLength)
            {
                throw Damaged(path, $"the tensor {entry.Name} should lie at bytes {entry.Start} to {entry.End}, but the data has {dataLength} bytes and the last tensor ended at {expected}");
            }

            if (entry.ByteCount() != entry.End - entry.Start)
            {
                throw Damaged(path, $"the tensor {entry.Name} of shape [{string.Join(", ", entry.Shape)}] does not fill its {entry.End - entry.Start} bytes");
            }

            expected = entry.End;
        }

        if (expected != dataLength)
        {
            throw Damaged(path, $"its tensors take {expected} bytes, but {dataLength} are there");
        }
    }

    private static void BlankOut(byte[] header, string checksum)
    {
        var position = header.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{checksum}\""));
        if (position >= 0 && checksum.Length == BlankChecksum.Length)
        {
            Encoding.ASCII.GetBytes(BlankChecksum).CopyTo(header.AsSpan(position + 1));
        }
    }

    private static InvalidDataException Damaged(string path, string what) =>
        new($"The checkpoint {path} is damaged: {what}. Delete it, or take an earlier copy.");

    private readonly record struct Entry(string Name, ScalarType Type, long[] Shape, long Start, long End)
    {
        /// <summary>The bytes that type and shape need, or -1 where that is no sensible number.</summary>
        public long ByteCount()
        {
            Int128 count = Type switch
            {
                ScalarType.Float64 or ScalarType.Int64 => 8,
                ScalarType.Float32 or ScalarType.Int32 => 4,
                ScalarType.Float16 or ScalarType.BFloat16 => 2,
                _ => 1,
            };
            foreach (var size in Shape)
            {
                if (size < 0 || count > long.MaxValue)
                {
                    return -1;
                }

                count *= size;
            }

            return count > long.MaxValue ? -1 : (long)count;
        }
    }
}
