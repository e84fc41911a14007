using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Learning;

/// <summary>Writes and reads exports of progress: CSV for tables, JSON for programs.</summary>
public static class ProgressExport
{
    private const string Header = "learner,chapter,exercise,state,tries,solved";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>True for a name that ends like an export.</summary>
    public static bool Knows(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".json";

    /// <summary>Writes the rows in the form that the file's ending names.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<ProgressRow> rows) => AtomicFile.WriteText(path, IsJson(path)
        ? JsonSerializer.Serialize(rows, Options) + "\n"
        : string.Concat(rows.Select(Line).Prepend(Header + "\n")));

    /// <summary>Reads an export.</summary>
    /// <exception cref="FormatException">The file is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<ProgressRow> Read(string path)
    {
        var text = File.ReadAllText(path);
        try
        {
            return IsJson(path) ? JsonSerializer.Deserialize<List<ProgressRow>>(text, Options) ?? throw new FormatException($"{path} is empty.") : ReadLines(text, path);
        }
        catch (JsonException problem)
        {
            throw new FormatException($"{path} is no export of progress: {problem.Message}", problem);
        }
    }

    private static bool IsJson(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);

    private static string Line(ProgressRow row) => string.Create(CultureInfo.InvariantCulture,
        $"{Field(row.Learner)},{Field(row.Chapter)},{Field(row.Exercise)},{row.State.ToString().ToLowerInvariant()},{row.Tries},{row.Solved:yyyy-MM-dd'T'HH:mm:sszzz}\n");

    private static string Field(string text) => text.AsSpan().ContainsAny(',', '"', '\n') || text.Contains('\r') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static List<ProgressRow> ReadLines(string text, string path)
    {
        var records = Records(text.TrimStart('\uFEFF')).Where(fields => fields is not [""]).ToList();
        if (records.Count == 0 || string.Join(',', records[0]) != Header)
        {
            throw new FormatException($"{path} is no export of progress: its first line is not '{Header}'.");
        }

        return [.. records.Skip(1).Select((fields, i) =>
            fields.Count == 6 && Enum.TryParse<ExerciseState>(fields[3], ignoreCase: true, out var state) && Enum.IsDefined(state)
            && int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var tries)
            && (fields[5].Length == 0 | DateTimeOffset.TryParse(fields[5], CultureInfo.InvariantCulture, DateTimeStyles.None, out var solved))
                ? new ProgressRow(fields[0], fields[1], fields[2], state, tries, fields[5].Length == 0 ? null : solved)
                : throw new FormatException($"{path} is no export of progress: record {i + 2} is not {Header}."))];
    }

    /// <summary>The records of a CSV text (RFC 4180): a quoted field may hold commas, quotes and line ends.</summary>
    private static IEnumerable<List<string>> Records(string text)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (isQuoted)
            {
                if (character != '"')
                {
                    field.Append(character);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (character == '"')
            {
                isQuoted = true;
            }
            else if (character is ',' or '\n')
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (character == '\n')
                {
                    yield return fields;
                    fields = [];
                }
            }
            else
            {
                field.Append(character);
            }
        }

        if (field.Length > 0 || fields.Count > 0)
        {
            yield return [.. fields, field.ToString()];
        }
    }
}
