namespace LlmCourse.Kernel.Lint;

/// <summary>Something in a notebook that would not look or run the same everywhere.</summary>
/// <param name="Cell">The cell's place in the notebook, from 1; 0 when the whole notebook is meant.</param>
/// <param name="Line">The line in the cell's text or, where the message says so, in its output, from 1; 0 when the whole cell is meant.</param>
/// <param name="Message">What is wrong, and what to write instead.</param>
public sealed record LintFinding(int Cell, int Line, string Message)
{
    /// <summary>Place and message: <c>cell 3, line 4: …</c>.</summary>
    public override string ToString() =>
        Cell == 0 ? Message : Line == 0 ? $"cell {Cell}: {Message}" : $"cell {Cell}, line {Line}: {Message}";
}
