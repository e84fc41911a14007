using System.Text.Json;
using LlmCourse.Kernel.Commands;

namespace LlmCourse.Kernel.Serving;

/// <summary>The fields of a JSON object of a request, each of which is named where it is not what it must be. A null is as good as none.</summary>
/// <param name="element">The object.</param>
/// <param name="path">Where it stands, such as <c>messages[2].</c>; empty for the whole body.</param>
internal sealed class JsonFields(JsonElement element, string path = "")
{
    /// <summary>An object, and nothing else.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public static JsonFields Of(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object
        ? new JsonFields(element, name.Length > 0 ? name + "." : "")
        : throw Wrong(name, "an object", element);

    /// <summary>The path of a field.</summary>
    public string PathOf(string name) => path + name;

    /// <summary>A field of any type; null where it is not there.</summary>
    public JsonElement? Any(string name) => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public string? Text(string name) => Any(name) is { } value ? TextOf(value, PathOf(name)) : null;

    /// <summary>A number within limits.</summary>
    /// <exception cref="ApiException">It is something else, or outside of them.</exception>
    public double? Number(string name, double from, double to) =>
        Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= from && number <= to ? number
        : throw Wrong(PathOf(name), FormattableString.Invariant($"a number from {from} to {to}"), value);

    /// <summary>A whole number within limits.</summary>
    /// <exception cref="ApiException">It is something else, or outside of them.</exception>
    public long? Whole(string name, long from, long to) =>
        Any(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= from && number <= to ? number
        : throw Wrong(PathOf(name), to == long.MaxValue && from == long.MinValue ? "a whole number" : to >= int.MaxValue ? $"a whole number of at least {from}" : $"a whole number from {from} to {to}", value);

    /// <summary>True or false; false where it is not there.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public bool Flag(string name) => Any(name) is { } value && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(PathOf(name), "true or false", value));

    /// <summary>A list; null where it is not there.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public IReadOnlyList<JsonElement>? List(string name) =>
        Any(name) is not { } value ? null : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Wrong(PathOf(name), "a list", value);

    /// <summary>An object; null where it is not there.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public JsonFields? Fields(string name) => Any(name) is { } value ? Of(value, PathOf(name)) : null;

    /// <summary>Refuses fields that nobody knows, since a misspelt one would change nothing and nobody would see it.</summary>
    /// <exception cref="ApiException">There is one.</exception>
    public void RequireKnown(params IReadOnlyCollection<string> known)
    {
        foreach (var field in element.EnumerateObject().Where(field => !known.Contains(field.Name)))
        {
            throw new ApiException(400, $"There is no field '{Shortened(field.Name)}'.{Suggestion.For(Shortened(field.Name), known)}", PathOf(Shortened(field.Name)), "unknown_parameter");
        }
    }

    /// <summary>Refuses a field that asks for something that this server does not do.</summary>
    /// <exception cref="ApiException">It is there and is not one of the values that mean nothing.</exception>
    public void RequireOff(string name, Func<JsonElement, bool> isOff, string message)
    {
        if (Any(name) is { } value && !isOff(value))
        {
            throw new ApiException(400, message, PathOf(name), "unsupported_value");
        }
    }

    /// <summary>The text of an element.</summary>
    /// <exception cref="ApiException">It is something else, or half a character stands in it.</exception>
    public static string TextOf(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, "a text", value);
        }
        catch (InvalidOperationException)
        {
            throw new ApiException(400, $"{name} holds an escape that is half a character, such as \\ud800.", name, "invalid_value");
        }
    }

    /// <summary>The error of a value that is not what it must be.</summary>
    public static ApiException Wrong(string name, string needed, JsonElement given) => new(400, $"{(name.Length > 0 ? name : "The body")} must be {needed}, but {Shown(given)} was given.", name.Length > 0 ? name : null, "invalid_type");

    private static string Shown(JsonElement given) => given.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        _ => Shortened(given.GetRawText()),
    };

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
