namespace LlmCourse.Kernel.Session;

/// <summary>One proposal for a position of a cell.</summary>
/// <param name="Text">The text to insert.</param>
/// <param name="Kind">What it is, as one word: <c>method</c>, <c>property</c>, <c>class</c>, <c>local</c>, <c>keyword</c>.</param>
/// <param name="Documentation">Its signature and the first lines of its documentation; empty where that was not looked up.</param>
public sealed record CellCompletionItem(string Text, string Kind, string Documentation);
