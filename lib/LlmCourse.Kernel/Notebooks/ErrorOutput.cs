namespace LlmCourse.Kernel.Notebooks;

/// <summary>The error that ended a cell.</summary>
/// <param name="Name">The compiler's code or the exception's type name.</param>
/// <param name="Value">What is wrong.</param>
/// <param name="Traceback">Where, and the way to it, one line each.</param>
public sealed record ErrorOutput(string Name, string Value, IReadOnlyList<string> Traceback) : CellOutput;
