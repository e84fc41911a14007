namespace LlmCourse.Kernel.Commands;

/// <summary>What <c>course sweep</c> was asked to do.</summary>
internal sealed record SweepRequest
{
    /// <summary>The file of the plan.</summary>
    public required string Plan { get; init; }

    /// <summary>The folder of the results; one named after the plan when null. Parts lie in folders of their own in it.</summary>
    public string? Out { get; init; }

    /// <summary>The part to do, like 2/3; null is the whole.</summary>
    public string? Shard { get; init; }

    /// <summary>Trainings side by side; as many as there are idle processors when null.</summary>
    public int? Parallel { get; init; }

    /// <summary>Parts to merge; those in the plan's folder when empty, and no merge at all when null.</summary>
    public IReadOnlyList<string>? Merge { get; init; }

    /// <summary>True tells what would be done, and does nothing.</summary>
    public bool DryRun { get; init; }
}
