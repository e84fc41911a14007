using System.Text.Json;
using System.Text.Json.Serialization;
using LlmCourse.Data;
using LlmCourse.Runtime;

namespace LlmCourse.Pipeline;

/// <summary>
/// Keeps what the stages of a pipeline made, each in a folder named after the stage and the hash of all that it follows from: <c>fine-tuning-3fa91c02/</c> with the weights and, written last,
/// <c>stage.json</c>. Where that is missing, the stage is not finished. (Chapter 16.)
/// </summary>
/// <param name="folder">Where the folders lie.</param>
public sealed class StageStore(string folder)
{
    private const string WeightsFile = "model.safetensors";
    private const string RecordFile = "stage.json";
    private const string ConfigFile = "pipeline.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>True where a stage of this config is finished.</summary>
    public bool Has(PipelineConfig config, PipelineStage stage) => File.Exists(PathOf(config, stage, RecordFile));

    /// <summary>Where the weights of a stage lie, or will lie.</summary>
    public string WeightsOf(PipelineConfig config, PipelineStage stage) => PathOf(config, stage, WeightsFile);

    /// <summary>Declares a stage finished, its weights having been written.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Keep(PipelineConfig config, StageRecord record)
    {
        AtomicFile.WriteText(PathOf(config, record.Stage, ConfigFile), config.ToJson());
        AtomicFile.WriteText(PathOf(config, record.Stage, RecordFile), JsonSerializer.Serialize(record with { WeightsHash = HashOf(WeightsOf(config, record.Stage)) }, Json));
    }

    /// <summary>What is known of a finished stage.</summary>
    /// <exception cref="InvalidOperationException">It is not finished.</exception>
    /// <exception cref="InvalidDataException">Its files have been changed; the message says what to delete.</exception>
    public StageRecord Read(PipelineConfig config, PipelineStage stage)
    {
        if (!Has(config, stage))
        {
            throw new InvalidOperationException($"The stage {stage} of this config is not finished; run it, and those before it, first.");
        }

        var record = Parse(File.ReadAllText(PathOf(config, stage, RecordFile)));
        var weights = WeightsOf(config, stage);
        return record is not null && record.Stage == stage && record.Hash == config.HashUpTo(stage) && File.Exists(weights) && record.WeightsHash == HashOf(weights)
            ? record
            : throw new InvalidDataException($"What lies in {Path.GetDirectoryName(weights)} is not what the stage {stage} left there; delete the folder, and it is trained anew.");
    }

    private static StageRecord? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<StageRecord>(json, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return DatasetStore.Sha256Of(stream);
    }

    private string PathOf(PipelineConfig config, PipelineStage stage, string file) =>
        Path.Combine(folder, $"{PipelineConfig.Section(stage).Replace('_', '-')}-{config.HashUpTo(stage)}", file);
}
