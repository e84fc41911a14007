using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>
/// Preferences as the field exchanges them: a line of JSON for each pair, with <c>prompt</c>, <c>chosen</c> and <c>rejected</c>, and here <c>id</c>, <c>annotator</c> and
/// <c>chosen_was_first</c> besides. Bad data are named by file and line. (Chapter 11.)
/// </summary>
public static class PreferenceFile
{
    private const string Id = "id";
    private const string Prompt = "prompt";
    private const string Chosen = "chosen";
    private const string Rejected = "rejected";
    private const string Annotator = "annotator";
    private const string ChosenWasFirst = "chosen_was_first";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes pairs, atomically.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public static void Write(string path, IEnumerable<PreferencePair> pairs)
    {
        var lines = pairs.Select(pair => Fields(pair).ToJsonString() + "\n");
        AtomicFile.WriteText(path, string.Concat(lines));
    }

    /// <summary>Reads pairs. Fields that it does not know are passed over, and a pair without an id gets the number of its line.</summary>
    /// <param name="path">The file; UTF-8.</param>
    /// <param name="template">Where given, each prompt with each response must be expressible in it.</param>
    /// <param name="contextLength">With a template: the most tokens that prompt and response may have together, marks included.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is not usable; the message names file and line, and says what to do.</exception>
    public static IReadOnlyList<PreferencePair> Read(string path, ChatTemplate? template = null, int? contextLength = null)
    {
        var (pairs, lines) = (new List<PreferencePair>(), new Dictionary<string, int>());
        var number = 0;
        foreach (var bytes in Lines(File.ReadAllBytes(path)))
        {
            number++;
            var text = Decode(bytes, Where(path, number));
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var pair = Parse(text, Where(path, number), number);
            if (!lines.TryAdd(pair.Id, number))
            {
                throw Bad(path, number, $"has the id '{pair.Id}' of line {lines[pair.Id]}; give each pair an id of its own.");
            }

            RequireFits(pair, template, contextLength, Where(path, number));
            pairs.Add(pair);
        }

        return pairs.Count > 0 ? pairs : throw new InvalidDataException($"{Path.GetFileName(path)} holds no pair; each line should be one, as {{\"prompt\": \"…\", \"chosen\": \"…\", \"rejected\": \"…\"}}.");
    }

    private static JsonObject Fields(PreferencePair pair)
    {
        var fields = new JsonObject { [Id] = pair.Id, [Prompt] = pair.Prompt, [Chosen] = pair.Chosen, [Rejected] = pair.Rejected };
        if (pair.Annotator is not null)
        {
            fields[Annotator] = pair.Annotator;
        }

        if (pair.ChosenWasFirst is not null)
        {
            fields[ChosenWasFirst] = pair.ChosenWasFirst;
        }

        return fields;
    }

    private static IEnumerable<byte[]> Lines(byte[] bytes)
    {
        for (var begin = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0; begin < bytes.Length;)
        {
            var length = Array.IndexOf(bytes, (byte)'\n', begin) is >= 0 and var end ? end - begin : bytes.Length - begin;
            yield return bytes[begin..(begin + length)];
            begin += length + 1;
        }
    }

    private static string Decode(byte[] line, string where)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException problem)
        {
            throw new InvalidDataException($"{where} is not UTF-8; save the file in this encoding.", problem);
        }
    }

    private static PreferencePair Parse(string line, string where, int number)
    {
        try
        {
            var fields = JsonNode.Parse(line) as JsonObject ?? throw new JsonException("It is no object in braces.");
            var pair = new PreferencePair(fields[Id]?.ToString() ?? $"{number}", Text(fields, Prompt, where), Text(fields, Chosen, where), Text(fields, Rejected, where))
            {
                Annotator = (string?)fields[Annotator],
                ChosenWasFirst = (bool?)fields[ChosenWasFirst],
            };
            return pair.Chosen != pair.Rejected ? pair : throw new InvalidDataException($"{where} has the same text as chosen and as rejected, which says nothing; leave the pair out.");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{where} is not one pair in JSON: {problem.Message} A line should look like {{\"prompt\": \"…\", \"chosen\": \"…\", \"rejected\": \"…\"}}.", problem);
        }
    }

    private static string Text(JsonObject fields, string name, string where) => (string?)fields[name] switch
    {
        null => throw new InvalidDataException($"{where} has no field \"{name}\"; each pair needs {Prompt}, {Chosen} and {Rejected}."),
        var text when string.IsNullOrWhiteSpace(text) => throw new InvalidDataException($"{where} has an empty \"{name}\"; say something there, or leave the pair out."),
        var text => text,
    };

    private static void RequireFits(PreferencePair pair, ChatTemplate? template, int? contextLength, string where)
    {
        foreach (var (name, response) in template is null ? [] : new[] { (Chosen, pair.Chosen), (Rejected, pair.Rejected) })
        {
            var length = Length(template!, pair.Prompt, response, $"{where} {name}");
            if (length > contextLength)
            {
                throw new InvalidDataException($"{where} is too long: the prompt and the {name} response have {length} tokens, but the context holds {contextLength}; shorten them, or leave the pair out.");
            }
        }
    }

    private static int Length(ChatTemplate template, string prompt, string response, string where)
    {
        try
        {
            return template.Encode(prompt, response).Tokens.Count;
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException($"{where}: {problem.Message}", problem);
        }
    }

    private static string Where(string path, int line) => $"{Path.GetFileName(path)}, line {line},";

    private static InvalidDataException Bad(string path, int line, string problem) => new($"{Where(path, line)} {problem}");
}
