namespace LlmCourse.Kernel.Serving;

/// <summary>Which model is to write, and how much at once.</summary>
internal sealed record ModelRequest
{
    /// <summary>A name, a file or a folder.</summary>
    public required string Model { get; init; }

    /// <summary>What clients call it; what suits the model when null.</summary>
    public string? Name { get; init; }

    /// <summary>Texts that are written at the same time; as many as memory allows, and at most 32, when null.</summary>
    public int? Places { get; init; }

    /// <summary>Requests that may wait.</summary>
    public int Queue { get; init; } = 64;

    /// <summary>Texts that are remembered after their end; as many as there are places when null.</summary>
    public int? Kept { get; init; }

    /// <summary>The most tokens of a text; the model's context when null.</summary>
    public int? Context { get; init; }

    /// <summary>True where the weights are kept as whole numbers.</summary>
    public bool Int8 { get; init; }
}
