namespace LlmCourse.Kernel.Running;

/// <summary>What <c>course run</c> was asked for, as given.</summary>
public sealed record RunRequest
{
    /// <summary>The chapters: numbers, names or paths; all of them when empty.</summary>
    public IReadOnlyList<string> Chapters { get; init; } = [];

    /// <summary>smoke, quick or full; null for what the environment says, or quick.</summary>
    public string? Profile { get; init; }

    /// <summary>True when broken claims about time shall fail the run too.</summary>
    public bool Strict { get; init; }

    /// <summary>The seed; null for what the environment says, or 42.</summary>
    public int? Seed { get; init; }

    /// <summary>Where to write; null for <c>artifacts/run</c>.</summary>
    public string? Out { get; init; }

    /// <summary>Settings of the chapters, as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>True when the page shall be opened at the end.</summary>
    public bool Open { get; init; }

    /// <summary>True when the exercises' cells shall run with the solutions' code.</summary>
    public bool Solutions { get; init; }

    /// <summary>
    /// True when, before its solution, each exercise's stub and typical wrong answers shall run too: the stub must be "not attempted", and
    /// each wrong answer must get the hint that names it.
    /// </summary>
    public bool Mistakes { get; init; }

    /// <summary>True when no pages shall be written.</summary>
    public bool NoSite { get; init; }
}
