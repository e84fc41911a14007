using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCourse.Runtime;

/// <summary>
/// Files with one JSON object to a line. They are cut as bytes and decoded strictly, so that a line which cannot be used is named by file and number, whatever is wrong with it.
/// </summary>
internal static class JsonLines
{
    /// <summary>Writes letters as they are: these files are no web pages.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of a file that are not blank, with their numbers from 1.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What it is called in errors; its path when null.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is not UTF-8.</exception>
    public static IEnumerable<(int Number, string Text)> Read(string path, string? name = null) => Split(File.ReadAllBytes(path), name ?? path);

    /// <summary>The lines of a file's content that are not blank, with their numbers from 1.</summary>
    /// <exception cref="InvalidDataException">A line is not UTF-8.</exception>
    public static IEnumerable<(int Number, string Text)> Split(byte[] content, string name)
    {
        var start = content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        for (var number = 1; start < content.Length; number++)
        {
            var end = Array.IndexOf(content, (byte)'\n', start) is >= 0 and var found ? found : content.Length;
            var line = content[start..end];
            var text = At(name, number, () => Strict.GetString(line)).Trim();
            if (text.Length > 0)
            {
                yield return (number, text);
            }

            start = end + 1;
        }
    }

    /// <summary>The object that a line holds.</summary>
    /// <exception cref="JsonException">It holds something else.</exception>
    public static JsonObject Parse(string text) => JsonNode.Parse(text) as JsonObject ?? throw new JsonException("It is no object in braces.");

    /// <summary>A field that must hold text.</summary>
    /// <param name="given">The object.</param>
    /// <param name="key">The field.</param>
    /// <param name="where">Where the object stands, for the message: <c> of turn 2</c>.</param>
    /// <exception cref="ArgumentException">It is missing, holds something else, or nothing.</exception>
    public static string Text(JsonObject given, string key, string where = "") =>
        given[key] is not JsonValue value || !value.TryGetValue<string>(out var text) ? throw new ArgumentException($"the field '{key}'{where} is missing, or no text.")
        : string.IsNullOrWhiteSpace(text) ? throw new ArgumentException($"the field '{key}'{where} is empty.")
        : text;

    /// <summary>Does something with a line; what is wrong with it is told with the file and the line's number.</summary>
    /// <exception cref="InvalidDataException">The line cannot be used.</exception>
    public static T At<T>(string name, int number, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException problem)
        {
            throw new InvalidDataException($"{name}, line {number}: this is not UTF-8; save the file in that encoding.", problem);
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{name}, line {number}: this is not one JSON object on one line.", problem);
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException($"{name}, line {number}: {problem.Message}", problem);
        }
    }
}
