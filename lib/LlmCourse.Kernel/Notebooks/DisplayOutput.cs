namespace LlmCourse.Kernel.Notebooks;

/// <summary>Something that a cell showed while it ran.</summary>
/// <param name="Data">The forms: MIME type → text.</param>
/// <param name="DisplayId">The id by which it can be updated while the session lives; files do not keep it.</param>
public sealed record DisplayOutput(IReadOnlyDictionary<string, string> Data, string? DisplayId = null) : RichOutput(Data);
