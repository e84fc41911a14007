namespace LlmCourse.Kernel.Session;

/// <summary>What may stand at a position of a cell. The best matches come first.</summary>
/// <param name="Start">Where the text begins that an item replaces, in UTF-16 units of the cell's text.</param>
/// <param name="End">Where that text ends.</param>
/// <param name="Items">The proposals.</param>
public sealed record CellCompletion(int Start, int End, IReadOnlyList<CellCompletionItem> Items);
