namespace LlmCourse.Kernel.Commands;

/// <summary>What <c>course progress</c> was asked for, as given.</summary>
internal sealed record ProgressRequest
{
    /// <summary>The chapters to show; all when empty.</summary>
    public IReadOnlyList<string> Chapters { get; init; } = [];

    /// <summary>The file to write the table to.</summary>
    public string? Export { get; init; }

    /// <summary>The learner's name in the export.</summary>
    public string? Name { get; init; }

    /// <summary>The folder of a class's exports.</summary>
    public string? Collect { get; init; }

    /// <summary>True when all progress shall be forgotten.</summary>
    public bool Reset { get; init; }

    /// <summary>True when nobody shall be asked.</summary>
    public bool Yes { get; init; }
}
