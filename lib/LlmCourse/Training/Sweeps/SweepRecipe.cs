using System.Text.Json.Nodes;

namespace LlmCourse.Training.Sweeps;

/// <summary>One way to train of a sweep that compares several.</summary>
public sealed record SweepRecipe
{
    /// <summary>Name in the results.</summary>
    public required string Name { get; init; }

    /// <summary>Settings of the training in place of the plan's.</summary>
    public JsonObject Training { get; init; } = [];
}
