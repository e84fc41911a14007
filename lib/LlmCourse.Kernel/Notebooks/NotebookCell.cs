using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>One cell of a notebook.</summary>
/// <param name="id">The cell's id, unique in its notebook.</param>
/// <param name="kind">What the cell holds.</param>
/// <param name="source">Its text.</param>
public sealed class NotebookCell(string id, CellKind kind, string source)
{
    /// <summary>The cell's id, unique in its notebook.</summary>
    public string Id { get; } = id;

    /// <summary>What the cell holds.</summary>
    public CellKind Kind { get; } = kind;

    /// <summary>The cell's text, lines separated by <c>\n</c>.</summary>
    public string Source { get; set; } = source;

    /// <summary>What is said about the cell.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>What the cell wrote and showed; always empty where the cell is no code.</summary>
    public IList<CellOutput> Outputs { get; init; } = [];

    /// <summary>The number of its last execution; null when it has not run, and in files that are kept in git.</summary>
    public int? ExecutionCount { get; set; }

    /// <summary>The tags of the cell, like <c>gpu</c>.</summary>
    public IReadOnlyList<string> Tags =>
        (Metadata["tags"] as JsonArray)?.Select(tag => tag.AsText()).OfType<string>().ToArray() ?? [];

    /// <summary>The exercise whose stub this cell is (<c>metadata.course.exercise</c>), or null.</summary>
    public string? Exercise => (Metadata["course"] as JsonObject)?["exercise"].AsText();

    /// <summary>Fields of the file that the course does not know; they are written back as they were.</summary>
    internal JsonObject? Unknown { get; init; }
}
