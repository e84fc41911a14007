using System.Text.Json.Serialization;

namespace LlmCourse.Tokenization;

/// <summary>How a character tokenizer looks on the disk.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CharTokenizerFile([property: JsonPropertyName("type"), JsonRequired] string Type, [property: JsonPropertyName("alphabet"), JsonRequired] string Alphabet)
{
    public const string TypeName = "characters";
}
