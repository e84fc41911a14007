using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCourse.Kernel.Running;

/// <summary>How jobs and events are written, one per line. The code is generated: a worker shall start fast.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(WorkerJob))]
[JsonSerializable(typeof(WorkerEvent))]
internal sealed partial class WorkerJson : JsonSerializerContext
{
    public static string Write(WorkerJob job) => JsonSerializer.Serialize(job, Default.WorkerJob);

    public static string Write(WorkerEvent report) => JsonSerializer.Serialize(report, Default.WorkerEvent);

    public static WorkerJob ReadJob(string line) => JsonSerializer.Deserialize(line, Default.WorkerJob)!;

    public static WorkerEvent ReadEvent(string line) => JsonSerializer.Deserialize(line, Default.WorkerEvent)!;
}
