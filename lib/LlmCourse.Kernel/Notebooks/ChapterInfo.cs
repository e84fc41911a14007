using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>What a chapter says about itself, in its notebook's <c>metadata.course</c>.</summary>
/// <param name="Id">The two digits that chapters are ordered and named by.</param>
/// <param name="Title">The title.</param>
/// <param name="Question">The question that the chapter answers.</param>
/// <param name="Minutes">How long a reader should expect to take.</param>
/// <param name="Settings">What can be given with <c>--set name=value</c>: name → description.</param>
public sealed record ChapterInfo(
    string Id, string Title, string Question, int Minutes, IReadOnlyDictionary<string, string> Settings)
{
    private static readonly string[] Keys = ["id", "title", "question", "minutes", "settings"];

    /// <summary>Reads it from a notebook's metadata; null where the notebook is no chapter.</summary>
    /// <exception cref="NotebookException">A key is unknown, or its value of the wrong kind.</exception>
    internal static ChapterInfo? Read(JsonObject notebookMetadata, string name)
    {
        if (notebookMetadata["course"] is not { } node)
        {
            return null;
        }

        if (node is not JsonObject course)
        {
            throw Wrong(name, "metadata.course", node, "an object");
        }

        foreach (var (key, _) in course)
        {
            if (!Keys.Contains(key))
            {
                throw new NotebookException(
                    $"{name}: metadata.course has the unknown key '{key}'; the known keys are {string.Join(", ", Keys[..^1])} and {Keys[^1]}.");
            }
        }

        return new ChapterInfo(Text("id"), Text("title"), Text("question"), Minutes(), Settings());

        string Text(string key) => course[key] is { } value
            ? value.AsText() ?? throw Wrong(name, $"metadata.course.{key}", value, "a text")
            : "";

        int Minutes() => course["minutes"] is { } value
            ? value.AsInteger() ?? throw Wrong(name, "metadata.course.minutes", value, "a whole number")
            : 0;

        IReadOnlyDictionary<string, string> Settings() => course["settings"] switch
        {
            null => new Dictionary<string, string>(),
            JsonObject settings => settings.ToDictionary(
                s => s.Key, s => s.Value.AsText() ?? throw Wrong(name, $"metadata.course.settings.{s.Key}", s.Value, "a text that describes the setting")),
            var other => throw Wrong(name, "metadata.course.settings", other, "an object of names and descriptions"),
        };
    }

    private static NotebookException Wrong(string name, string place, JsonNode? value, string needed)
    {
        var given = value?.ToJsonString(JsonSerializerOptions.Default) ?? "null";
        return new NotebookException($"{name}: {place} is {(given.Length > 60 ? given[..60] + "…" : given)}, but it must be {needed}.");
    }
}
