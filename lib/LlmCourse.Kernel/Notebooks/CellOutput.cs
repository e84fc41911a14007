using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>One output of a code cell. Outputs are values: replace one in the cell's list to change it.</summary>
public abstract record CellOutput
{
    /// <summary>Fields of the file that the course does not know; they are written back as they were.</summary>
    internal JsonObject? Unknown { get; init; }
}
