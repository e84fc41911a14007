using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>Something shown in several forms.</summary>
/// <param name="Data">
/// The forms: MIME type → text. A form whose type ends in <c>+json</c> is JSON text here and a JSON value in the file.
/// </param>
public abstract record RichOutput(IReadOnlyDictionary<string, string> Data) : CellOutput
{
    /// <summary>What is said about the forms, like a picture's size; usually empty.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>The form of that MIME type, or null when there is none.</summary>
    public string? Find(string mimeType) => Data.GetValueOrDefault(mimeType);
}
