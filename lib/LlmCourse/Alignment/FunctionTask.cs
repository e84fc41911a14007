using System.Text.Json;

namespace LlmCourse.Alignment;

/// <summary>A C# function that a model wrote, and what it must do. (Chapter 10.)</summary>
/// <param name="Code">The function, a static method of whole numbers: <c>static int F(int x) => x + 3;</c>.</param>
/// <param name="Tests">Arguments and what the function must return for them.</param>
public sealed record FunctionTask(string Code, IReadOnlyList<FunctionTest> Tests)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads the form in which tasks go to the process that runs them.</summary>
    /// <exception cref="JsonException">It is no task.</exception>
    public static FunctionTask FromJson(string json) => JsonSerializer.Deserialize<FunctionTask>(json, Json) ?? throw new JsonException("There is no task.");

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
