namespace LlmCourse.Kernel.Notebooks;

/// <summary>Text that a cell wrote.</summary>
/// <param name="Name">The stream: <c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">What was written to it.</param>
public sealed record StreamOutput(string Name, string Text) : CellOutput;
