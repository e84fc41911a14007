using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmCourse.Display.Text;

/// <summary>Writes the records that the engine reads from a cell's outputs.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>An object as one line of JSON, names in camel case.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>A number that JSON can hold: null for one that is not finite.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
