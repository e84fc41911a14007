using System.Text.Json.Nodes;

namespace LlmCourse.Runtime;

/// <summary>Says in words where two JSON values differ.</summary>
internal static class JsonDifference
{
    /// <summary>Each place with the value there and the one here; empty when they are the same.</summary>
    public static IReadOnlyList<string> Of(JsonNode? there, JsonNode? here) => [.. Between(there, here, "")];

    private static IEnumerable<string> Between(JsonNode? there, JsonNode? here, string place) => (there, here) switch
    {
        (JsonObject a, JsonObject b) =>
            a.Select(pair => pair.Key).Union(b.Select(pair => pair.Key)).SelectMany(key => Between(a[key], b[key], place.Length == 0 ? key : $"{place}.{key}")),
        (JsonArray a, JsonArray b) when a.Count == b.Count => Enumerable.Range(0, a.Count).SelectMany(i => Between(a[i], b[i], $"{place}[{i}]")),
        _ => JsonNode.DeepEquals(there, here) ? [] : [$"{place} is {Text(there)} there and {Text(here)} here"],
    };

    private static string Text(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "not set";
        return text.Length > 60 ? $"{text[..60]}…" : text;
    }
}
