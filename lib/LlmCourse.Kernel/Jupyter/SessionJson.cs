using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>How orders to the session's process are written, one per line.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SessionRequest))]
internal sealed partial class SessionJson : JsonSerializerContext
{
    public static string Write(SessionRequest request) => JsonSerializer.Serialize(request, Default.SessionRequest);

    public static SessionRequest Read(string line) => JsonSerializer.Deserialize(line, Default.SessionRequest)!;
}
