using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>
/// How a message lies in the frames of a socket: identities, a delimiter, a signature, and four JSON objects: header, parent header,
/// metadata, content (Jupyter's messaging protocol 5.3, "The wire protocol").
/// </summary>
internal sealed class WireFormat(string key)
{
    /// <summary>The version of the messaging protocol.</summary>
    public const string ProtocolVersion = "5.3";

    private const int PartCount = 4;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 256 };
    private static readonly byte[] Empty = "{}"u8.ToArray();

    private readonly byte[] key = Encoding.UTF8.GetBytes(key);
    private readonly string session = Guid.NewGuid().ToString();

    private static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>The frames of a message that answers, or is caused by, the one with the parent header.</summary>
    public List<byte[]> Encode(string type, byte[]? parentHeader, JsonObject content, IEnumerable<byte[]> identities)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        byte[][] parts = [Bytes(header), parentHeader ?? Empty, Empty, Bytes(content)];
        return [.. identities, Delimiter.ToArray(), Sign(parts), .. parts];
    }

    /// <summary>Reads the frames of a message; null when they are malformed or wrongly signed, which nothing answers.</summary>
    public JupyterMessage? TryDecode(IReadOnlyList<byte[]> frames)
    {
        var delimiter = 0;
        while (delimiter < frames.Count && !Delimiter.SequenceEqual(frames[delimiter]))
        {
            delimiter++;
        }

        var first = delimiter + 2;
        if (frames.Count < first + PartCount)
        {
            return null;
        }

        byte[][] parts = [.. frames.Skip(first).Take(PartCount)];
        if (!CryptographicOperations.FixedTimeEquals(frames[delimiter + 1], Sign(parts)))
        {
            return null;
        }

        try
        {
            var header = Parse(parts[0]);
            var (parent, metadata, content) = (Parse(parts[1]), Parse(parts[2]), Parse(parts[3]));
            return new[] { header, parent, metadata, content }.All(part => part.ValueKind == JsonValueKind.Object)
                && header.TryGetProperty("msg_type", out var type) && type.ValueKind == JsonValueKind.String
                && header.TryGetProperty("msg_id", out var id) && id.ValueKind == JsonValueKind.String
                ? new JupyterMessage([.. frames.Take(delimiter)], parts[0], type.GetString()!, content)
                : null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null; // no JSON, or a text with half a character
        }
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Options);

    private static JsonElement Parse(byte[] utf8)
    {
        using var document = JsonDocument.Parse(utf8, Depth);
        return document.RootElement.Clone();
    }

    private byte[] Sign(byte[][] parts)
    {
        if (key.Length == 0)
        {
            return [];
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
