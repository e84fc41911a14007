using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>Reads what a JSON value may hold without an exception where it holds something else.</summary>
internal static class JsonNodeExtensions
{
    /// <summary>The string that the value is, or null when it is none.</summary>
    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The whole number that the value is, or null when it is none.</summary>
    public static int? AsInteger(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number) ? number : null;

    /// <summary>The number that the value is, or null when it is none.</summary>
    public static double? AsNumber(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number) ? number : null;
}
