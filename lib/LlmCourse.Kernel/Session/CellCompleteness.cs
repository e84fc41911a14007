namespace LlmCourse.Kernel.Session;

/// <summary>Whether a text can be run as a cell as it stands.</summary>
/// <param name="Kind">Whether it can.</param>
/// <param name="Indent">The spaces that the next line of an incomplete text begins with; empty otherwise.</param>
public sealed record CellCompleteness(CellCompletenessKind Kind, string Indent);
