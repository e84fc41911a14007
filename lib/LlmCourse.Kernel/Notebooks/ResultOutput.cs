namespace LlmCourse.Kernel.Notebooks;

/// <summary>The trailing value of a cell.</summary>
/// <param name="Data">The forms: MIME type → text.</param>
/// <param name="ExecutionCount">The number of the execution that it came from; null in files that are kept in git.</param>
public sealed record ResultOutput(IReadOnlyDictionary<string, string> Data, int? ExecutionCount = null) : RichOutput(Data);
