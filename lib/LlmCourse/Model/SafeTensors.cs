using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// The safetensors file format: 8 bytes of header length, a JSON header of names, types, shapes and offsets, then the numbers.
/// Other tools read these files; ours also carry a checksum, so that a damaged file is refused instead of loaded.
/// <see cref="SafeTensorsFile"/> reads single tensors of a file. (Format: huggingface/safetensors, README.)
/// </summary>
public static class SafeTensors
{
    internal const string ChecksumKey = "sha256";
    internal static readonly string BlankChecksum = new('0', 64);

    internal static readonly Dictionary<string, ScalarType> Types = new()
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
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(header);
            stream.Write(BitConverter.GetBytes((ulong)header.Length));
            stream.Write(header);
            foreach (var (entry, tensor) in ordered)
            {
                WriteNumbers(stream, hash, entry, tensor);
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
        using var file = SafeTensorsFile.Open(path);
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            foreach (var entry in file.Entries)
            {
                tensors.Add(entry.Name, empty([.. entry.Shape], entry.Type).DetachFromDisposeScope());
                file.CopyTo(entry, tensors[entry.Name]);
            }

            return (tensors, file.Metadata.ToDictionary());
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

    /// <summary>Writes a tensor a few rows at a time, so that one that lies otherwise in memory (on a GPU, transposed) needs no whole copy.</summary>
    private static void WriteNumbers(Stream stream, IncrementalHash hash, SafeTensorsEntry entry, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var rows = entry.Shape.Count == 0 ? tensor.detach().view(1) : tensor.detach();
        foreach (var (first, count) in entry.Windows())
        {
            using var plain = rows.narrow(0, first, count).cpu().contiguous();
            hash.AppendData(plain.bytes);
            stream.Write(plain.bytes);
        }
    }

    private static (byte[] Header, List<(SafeTensorsEntry Entry, Tensor Numbers)> Ordered) CreateHeader(
        IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var described = new JsonObject { [ChecksumKey] = BlankChecksum };
        foreach (var (key, value) in metadata)
        {
            described[key] = value;
        }

        var header = new JsonObject { ["__metadata__"] = described };
        var ordered = new List<(SafeTensorsEntry, Tensor)>();
        long offset = 0;
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var end = offset + (tensor.numel() * tensor.element_size());
            header[name] = new JsonObject
            {
                ["dtype"] = Types.First(pair => pair.Value == tensor.dtype).Key,
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            ordered.Add((new SafeTensorsEntry(name, tensor.dtype, tensor.shape, offset, end), tensor));
            offset = end;
        }

        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        var padded = Enumerable.Repeat((byte)' ', (json.Length + 7) / 8 * 8).ToArray(); // the numbers start at a multiple of 8
        json.CopyTo(padded, 0);
        return (padded, ordered);
    }
}
