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

    /// <summary>Writes pairs, atomically.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one is unchanged.</exception>
    public static void Write(string path, IEnumerable<PreferencePair> pairs)
    {
        var lines = pairs.Select(pair => Fields(pair).ToJsonString(JsonLines.Readable) + "\n");
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
        var (name, pairs, lines) = (Path.GetFileName(path), new List<PreferencePair>(), new Dictionary<string, int>());
        foreach (var (number, text) in JsonLines.Read(path, name))
        {
            var pair = JsonLines.At(name, number, () => Fitting(Parse(text, number), template, contextLength));
            pairs.Add(lines.TryAdd(pair.Id, number)
                ? pair
                : throw new InvalidDataException($"{name}, line {number}: it has the id '{pair.Id}' of line {lines[pair.Id]}; give each pair an id of its own."));
        }

        return pairs.Count > 0 ? pairs : throw new InvalidDataException($"{name} holds no pair; each line should be one, as {{\"prompt\": \"…\", \"chosen\": \"…\", \"rejected\": \"…\"}}.");
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

    private static PreferencePair Parse(string line, int number)
    {
        try
        {
            var fields = JsonLines.Parse(line);
            var pair = new PreferencePair(fields[Id]?.ToString() ?? $"{number}", Text(fields, Prompt), Text(fields, Chosen), Text(fields, Rejected))
            {
                Annotator = (string?)fields[Annotator],
                ChosenWasFirst = (bool?)fields[ChosenWasFirst],
            };
            return pair.Chosen != pair.Rejected ? pair : throw new ArgumentException("chosen and rejected are the same text, which says nothing; leave the pair out.");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"this is not one pair in JSON: {problem.Message} A line should look like {{\"prompt\": \"…\", \"chosen\": \"…\", \"rejected\": \"…\"}}.", problem);
        }
    }

    private static string Text(JsonObject fields, string name) => (string?)fields[name] switch
    {
        null => throw new ArgumentException($"there is no field \"{name}\"; each pair needs {Prompt}, {Chosen} and {Rejected}."),
        var text when string.IsNullOrWhiteSpace(text) => throw new ArgumentException($"there is an empty \"{name}\"; say something there, or leave the pair out."),
        var text => text,
    };

    private static PreferencePair Fitting(PreferencePair pair, ChatTemplate? template, int? contextLength)
    {
        foreach (var (name, response) in template is null ? [] : new[] { (Chosen, pair.Chosen), (Rejected, pair.Rejected) })
        {
            var length = template!.Encode(pair.Prompt, response).Tokens.Count;
            if (length > contextLength)
            {
                throw new ArgumentException($"the pair is too long: the prompt and the {name} response have {length} tokens, but the context holds {contextLength}; shorten them, or leave the pair out.");
            }
        }

        return pair;
    }
}
