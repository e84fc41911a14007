using System.Text.Json;

namespace LlmCourse.Alignment;

/// <summary>Whether a function does what it must. (Chapter 10.)</summary>
/// <param name="Passed">True when it passed all of its tests.</param>
/// <param name="Reason">One sentence: what it did wrong.</param>
public sealed record FunctionVerdict(bool Passed, string Reason)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>It passed.</summary>
    public static FunctionVerdict Right { get; } = new(true, "It passed all of its tests.");

    /// <summary>It failed.</summary>
    public static FunctionVerdict Wrong(string reason) => new(false, reason);

    /// <summary>Reads the form in which verdicts come back.</summary>
    /// <exception cref="JsonException">It is no verdict.</exception>
    public static FunctionVerdict FromJson(string json) => JsonSerializer.Deserialize<FunctionVerdict>(json, Json) ?? throw new JsonException("There is no verdict.");

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
