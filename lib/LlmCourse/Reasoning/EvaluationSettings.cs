using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LlmCourse.Runtime;

namespace LlmCourse.Reasoning;

/// <summary>All that the results of an evaluation follow from; results of other settings are never mixed with them. Neither a key nor a price is among them. (Chapter 14.)</summary>
public sealed record EvaluationSettings
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The model: a name with the hash of its weights, or an address with the name there.</summary>
    public required string Model { get; init; }

    /// <summary>What tells the task file from all others: the SHA-256 of its content.</summary>
    public required string TasksSha256 { get; init; }

    /// <summary>The strategy, as <see cref="EvaluationStrategy.Parse"/> reads it.</summary>
    public required string Strategy { get; init; }

    /// <summary>How many of the tasks are asked, the first of the file.</summary>
    public required int Items { get; init; }

    /// <summary>Worked examples that a prompt shows.</summary>
    public int Shots { get; init; }

    /// <summary>The SHA-256 of the file of the examples; null without one.</summary>
    public string? ExamplesSha256 { get; init; }

    /// <summary>What stands before all else in a prompt, such as how to answer.</summary>
    public string Opening { get; init; } = "";

    /// <summary>The words before an answer.</summary>
    public string Marker { get; init; } = "The answer is";

    /// <summary>How freely the model samples; 0 always takes the likeliest token.</summary>
    public double Temperature { get; init; }

    /// <summary>The most tokens of one answer.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Texts that end an answer.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Seed of the samples; null where the model's service chooses.</summary>
    public int? Seed { get; init; }

    /// <summary>The settings as JSON, each by its name in snake case.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Json)!.AsObject();

    /// <summary>Each setting that differs, with its value there and the one here; empty when all are the same.</summary>
    internal IReadOnlyList<string> DifferenceFrom(JsonNode? there) => JsonDifference.Of(there, ToJson());
}
