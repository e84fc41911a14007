using System.Text.Json;
using LlmCourse.Display;

namespace LlmCourse.Kernel.Running;

/// <summary>A claim as a chapter's outputs hold it, and as <c>claims.json</c> lists it.</summary>
/// <param name="Id">The chapter's two digits and a slug.</param>
/// <param name="Chapter">The chapter's two digits.</param>
/// <param name="Statement">What was measured.</param>
/// <param name="Value">The measured value; null when it is no finite number.</param>
/// <param name="Low">The least value allowed, if there is one.</param>
/// <param name="High">The greatest value allowed, if there is one.</param>
/// <param name="Holds">True when the value lies in the band.</param>
/// <param name="Kind"><c>value</c>, <c>timing</c> or <c>memory</c>.</param>
/// <param name="Source">Where the band comes from.</param>
/// <param name="Seed">The seed of the run.</param>
public sealed record ClaimRecord(
    string Id, string Chapter, string Statement, double? Value, double? Low, double? High, bool Holds, string Kind, string? Source, int Seed)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>True for a ratio of times, which a busy machine disturbs.</summary>
    public bool IsTiming() => Kind == "timing";

    /// <summary>True when this claim fails a run: it is broken, and judged in the profile.</summary>
    public bool Fails(CourseProfile profile, bool strict) => !Holds && profile != CourseProfile.Smoke && (strict || !IsTiming());

    /// <summary>Reads a claim's record.</summary>
    /// <exception cref="JsonException">The text is no such record.</exception>
    public static ClaimRecord Read(string json) => JsonSerializer.Deserialize<ClaimRecord>(json, Options)!;

    /// <summary>Writes the records as one array.</summary>
    public static string Write(IEnumerable<ClaimRecord> claims) => JsonSerializer.Serialize(claims, Options);
}
