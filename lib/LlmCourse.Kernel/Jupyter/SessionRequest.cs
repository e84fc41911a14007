namespace LlmCourse.Kernel.Jupyter;

/// <summary>One order to the session's process: a line of JSON on its standard input.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Id">The number by which reports refer to it.</param>
/// <param name="Code">The cell's text, or the line that was typed.</param>
internal sealed record SessionRequest(SessionRequestKind Kind, int Id, string Code = "")
{
    /// <summary>What errors call the cell.</summary>
    public string? Place { get; init; }

    /// <summary>True when the front end can ask its reader for a line.</summary>
    public bool AllowsInput { get; init; }

    /// <summary>Expressions to evaluate after the cell, by name.</summary>
    public IDictionary<string, string>? Expressions { get; init; }

    /// <summary>The place of the cursor in the text, in UTF-16 units.</summary>
    public int Position { get; init; }
}
