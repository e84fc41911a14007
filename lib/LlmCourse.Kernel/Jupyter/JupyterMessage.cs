using System.Text.Json;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>A message that a front end sent, its signature verified and its form checked.</summary>
/// <param name="Identities">The frames by which an answer finds the way back to its sender.</param>
/// <param name="Header">The header as it came; it is the parent header of all that answers it.</param>
/// <param name="Type">What it is: <c>execute_request</c>.</param>
/// <param name="Content">What it says; always an object.</param>
internal sealed record JupyterMessage(IReadOnlyList<byte[]> Identities, byte[] Header, string Type, JsonElement Content)
{
    /// <summary>A text of the content, or the fallback where it has none.</summary>
    /// <exception cref="FormatException">It is there, but no text.</exception>
    public string Text(string name, string? fallback = null) => Read(name, fallback, JsonValueKind.String, value => value.GetString()!);

    /// <summary>A truth value of the content, or the fallback where it has none.</summary>
    /// <exception cref="FormatException">It is there, but neither true nor false.</exception>
    public bool Flag(string name, bool fallback) => Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.False ? false
        : Read(name, fallback, JsonValueKind.True, _ => true);

    /// <summary>A whole number of the content, or the fallback where it has none.</summary>
    /// <exception cref="FormatException">It is there, but no whole number.</exception>
    public int Number(string name, int? fallback = null) => Read<int?>(
        name, fallback, JsonValueKind.Number, value => value.TryGetInt32(out var number) ? number : throw Bad(name, "a whole number"))!.Value;

    private T Read<T>(string name, T? fallback, JsonValueKind kind, Func<JsonElement, T> read) =>
        !Content.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? fallback ?? throw Bad(name, $"{kind}")
        : value.ValueKind == kind ? read(value)
        : throw Bad(name, $"{kind}");

    private FormatException Bad(string name, string needed) => new($"The content of {Type} needs '{name}' as {needed}.");
}
