using LlmCourse.Display;

namespace LlmCourse.Kernel.Session;

/// <summary>What came of a cell: its trailing value, formatted, or its error.</summary>
/// <param name="Status">How the cell ended.</param>
/// <param name="Value">The trailing value in all its forms; null when the cell has none.</param>
/// <param name="Error">The error, or the notice of the interruption; null when the cell finished.</param>
public sealed record CellOutcome(CellStatus Status, MimeBundle? Value = null, CellError? Error = null);
