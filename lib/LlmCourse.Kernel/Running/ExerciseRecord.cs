using System.Text.Json;

namespace LlmCourse.Kernel.Running;

/// <summary>An exercise's outcome as a chapter's outputs hold it.</summary>
/// <param name="Id">The chapter's two digits and a slug.</param>
/// <param name="State"><c>passed</c>, <c>failed</c> or <c>not attempted</c>.</param>
/// <param name="Checks">What each check found; may be missing.</param>
public sealed record ExerciseRecord(string Id, string State, IReadOnlyList<ExerciseCheckRecord>? Checks = null)
{
    /// <summary>What the checks that failed answered.</summary>
    public IReadOnlyList<string> Answers => [.. (Checks ?? []).Where(check => check.Passed == false).Select(check => check.Answer ?? "")];

    /// <summary>True when every check passed.</summary>
    public bool IsPassed() => State == "passed";

    /// <summary>Reads an exercise's record.</summary>
    /// <exception cref="JsonException">The text is no such record.</exception>
    public static ExerciseRecord Read(string json) => JsonSerializer.Deserialize<ExerciseRecord>(json, JsonSerializerOptions.Web)!;
}
