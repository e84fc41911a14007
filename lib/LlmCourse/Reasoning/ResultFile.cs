using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LlmCourse.Runtime;

namespace LlmCourse.Reasoning;

/// <summary>
/// Results of an evaluation on the disk, one JSON object to a line: the settings first, then each question as soon as it is answered. A line is written and flushed as a whole; if a process is
/// killed in the middle of one all the same, what it left of it is cut off when the file is opened again, and that question is asked once more. (Chapter 14.)
/// </summary>
public sealed class ResultFile : IDisposable
{
    private const string SettingsKey = "settings";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly FileStream stream;
    private readonly Lock gate = new();
    private readonly Dictionary<string, ItemResult> results = [];

    private ResultFile(string path, FileStream stream) => (Path, this.stream) = (path, stream);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>True when the file ended in the middle of a line.</summary>
    public bool WasTorn { get; private set; }

    /// <summary>What is finished, in the order in which it was.</summary>
    public IReadOnlyCollection<ItemResult> Results
    {
        get
        {
            lock (gate)
            {
                return [.. results.Values];
            }
        }
    }

    /// <summary>Opens the results of some settings to go on with them, or begins anew.</summary>
    /// <exception cref="InvalidDataException">The file holds something else, results of other settings, or a damaged line; the message says which.</exception>
    /// <exception cref="IOException">It cannot be written, or another process writes it.</exception>
    public static ResultFile Open(string path, EvaluationSettings settings)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            AtomicFile.WriteText(path, new JsonObject { [SettingsKey] = settings.ToJson() }.ToJsonString(Json) + "\n");
        }

        var file = new ResultFile(path, Occupy(path));
        try
        {
            file.Read(settings);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a result, whole and on the disk when this returns. Safe to call from several threads.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Append(ItemResult result)
    {
        var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(result, Json) + "\n");
        lock (gate)
        {
            var end = stream.Position;
            try
            {
                stream.Write(line);
                stream.Flush(flushToDisk: true);
            }
            catch (IOException problem)
            {
                TryCut(end);
                throw new IOException($"{Path} could not be written: {problem.Message} Free some space; what is finished is kept.", problem);
            }

            results[result.Id] = result;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static FileStream Occupy(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0); // a line is one call to the system
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: {problem.Message} If another evaluation is at work there, let it finish, or choose another folder.", problem);
        }
    }

    private void Read(EvaluationSettings settings)
    {
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var whole = Array.LastIndexOf(content, (byte)'\n') + 1;
        using var lines = JsonLines.Split(content[..whole], Path).GetEnumerator();
        if (!lines.MoveNext() || Settings(lines.Current.Text) is not { } there)
        {
            throw new InvalidDataException($"{Path} is no file of results, for it does not begin with settings; choose another folder.");
        }

        if (settings.DifferenceFrom(there) is { Count: > 0 } differences)
        {
            throw new InvalidDataException($"{Path} holds results of other settings: {string.Join("; ", differences)}. Choose another folder, or delete the file to start anew.");
        }

        while (lines.MoveNext())
        {
            var (number, text) = lines.Current;
            var result = JsonLines.At(Path, number, () => JsonSerializer.Deserialize<ItemResult>(text, Json) ?? throw new JsonException());
            results[result.Id] = result;
        }

        if (whole < content.Length)
        {
            WasTorn = true;
            stream.SetLength(whole);
        }

        stream.Position = whole;
    }

    private static JsonNode? Settings(string line)
    {
        try
        {
            return JsonLines.Parse(line)[SettingsKey];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void TryCut(long end)
    {
        try
        {
            stream.SetLength(end);
            stream.Position = end;
        }
        catch (IOException)
        {
            // The next one who opens the file cuts it.
        }
    }
}
