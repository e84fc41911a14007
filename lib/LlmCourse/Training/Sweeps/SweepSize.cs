using System.Text.Json.Nodes;

namespace LlmCourse.Training.Sweeps;

/// <summary>One model of a sweep: what differs from the plan's model, and from its training where this size wants another.</summary>
public sealed record SweepSize
{
    /// <summary>Name in the results; layers and width, <c>2x32</c>, when null.</summary>
    public string? Name { get; init; }

    /// <summary>Settings of the model in place of the plan's.</summary>
    public JsonObject Model { get; init; } = [];

    /// <summary>Settings of the training in place of the plan's and the recipe's.</summary>
    public JsonObject Training { get; init; } = [];

    /// <summary>Budgets of this size in place of the plan's.</summary>
    public SweepBudgets? Budgets { get; init; }
}
