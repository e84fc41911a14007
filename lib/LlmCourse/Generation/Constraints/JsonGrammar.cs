using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCourse.Generation.Constraints;

/// <summary>JSON as a grammar, so that a model writes nothing else. (RFC 8259.)</summary>
public static class JsonGrammar
{
    private const int MostFields = 64;

    /// <summary>Any JSON object.</summary>
    public static GrammarState AnyObject { get; } = Whole(new SequencePart(new LiteralPart("{"), new Opening()));

    /// <summary>
    /// The values that a JSON schema describes, of a part of the language: objects whose <c>properties</c> all appear, in their order; <c>string</c>, <c>number</c>, <c>integer</c>, <c>boolean</c> and
    /// <c>null</c>; lists with <c>items</c>; an <c>enum</c> of strings.
    /// </summary>
    /// <exception cref="ArgumentException">The schema holds something else; the message names it by its path.</exception>
    public static GrammarState FromSchema(JsonNode? schema) => schema is JsonObject described && described["type"] is { } type && type.GetValueKind() == JsonValueKind.String && (string?)type == "object"
        ? Whole(Part(schema, "schema", 0))
        : throw new ArgumentException("The schema must be one of an object: {\"type\": \"object\", \"properties\": {…}}.");

    private static GrammarState Whole(GrammarPart part) => GrammarState.Over.After(part);

    private static GrammarPart Part(JsonNode? schema, string path, int depth)
    {
        if (schema is not JsonObject described || depth > ValuePart.MostDepth)
        {
            throw new ArgumentException(depth > ValuePart.MostDepth ? $"{path} is nested more than {ValuePart.MostDepth} levels deep." : $"{path} must be an object, like {{\"type\": \"string\"}}.");
        }

        if (described.FirstOrDefault(field => !Known(field.Key)) is { Key: { } unknown })
        {
            throw new ArgumentException($"{path}.{unknown} is not supported; a schema may have type, properties, required, additionalProperties (false), items, enum, title and description.");
        }

        if (described["additionalProperties"] is { } more && more.GetValueKind() != JsonValueKind.False)
        {
            throw new ArgumentException($"{path}.additionalProperties can only be false.");
        }

        if (described["enum"] is { } choices)
        {
            return Choice(choices, path);
        }

        return described["type"]?.GetValueKind() == JsonValueKind.String ? (string?)described["type"] switch
        {
            "object" => Fields(described["properties"], path, depth),
            "array" => ListPart.Of(described["items"] is null ? new ValuePart(depth + 1) : Part(described["items"], $"{path}.items", depth + 1)),
            "string" => StringPart.Any,
            "number" => NumberPart.Any,
            "integer" => NumberPart.Whole,
            "boolean" => new ChoicePart(["true"u8.ToArray(), "false"u8.ToArray()]),
            "null" => new LiteralPart("null"),
            var other => throw new ArgumentException($"{path}.type is '{other}', but it must be object, array, string, number, integer, boolean or null."),
        } : throw new ArgumentException($"{path}.type must be one of object, array, string, number, integer, boolean and null.");
    }

    private static bool Known(string key) => key is "type" or "properties" or "required" or "additionalProperties" or "items" or "enum" or "title" or "description" or "$schema";

    private static ChoicePart Choice(JsonNode choices, string path) =>
        choices is JsonArray { Count: > 0 } all && all.All(choice => choice?.GetValueKind() == JsonValueKind.String)
            ? new ChoicePart([.. all.Select(choice => new ReadOnlyMemory<byte>(JsonSerializer.SerializeToUtf8Bytes((string)choice!))).DistinctBy(text => Convert.ToHexString(text.Span))])
            : throw new ArgumentException($"{path}.enum must be a list of strings.");

    private static SequencePart Fields(JsonNode? properties, string path, int depth)
    {
        if (properties is not JsonObject { Count: > 0 and <= MostFields } fields)
        {
            throw new ArgumentException($"{path}.properties must be an object with 1 to {MostFields} fields.");
        }

        var parts = new List<GrammarPart>();
        foreach (var (name, value) in fields)
        {
            parts.Add(new LiteralPart(parts.Count == 0 ? "{" : ","));
            parts.Add(SpacePart.Any);
            parts.Add(new LiteralPart(JsonSerializer.SerializeToUtf8Bytes(name)));
            parts.AddRange([SpacePart.Any, new LiteralPart(":"), SpacePart.Any, Part(value, $"{path}.properties.{name}", depth + 1), SpacePart.Any]);
        }

        return new SequencePart([.. parts, new LiteralPart("}")]);
    }

    /// <summary>What comes after the brace of the outermost object.</summary>
    private sealed class Opening : GrammarPart
    {
        public override byte[] Shortest { get; } = "}"u8.ToArray();

        public override GrammarState? Next(byte next, GrammarState state, GrammarState rest) => ObjectPart.Opened(1, rest).Next(next);
    }
}
