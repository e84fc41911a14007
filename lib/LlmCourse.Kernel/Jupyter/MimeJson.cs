using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Notebooks;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>The forms of an output as messages carry them: text as text, JSON as the value that it is.</summary>
internal static class MimeJson
{
    public static JsonObject Write(IEnumerable<KeyValuePair<string, string>>? forms) =>
        new((forms ?? []).Select(form => KeyValuePair.Create(form.Key, MimeTypes.IsJson(form.Key) ? Value(form.Value) : form.Value)));

    private static JsonNode? Value(string json)
    {
        try
        {
            return JsonNode.Parse(json, nodeOptions: null, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException)
        {
            return json; // a text that only claims to be JSON
        }
    }
}
