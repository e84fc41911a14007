namespace LlmCourse.Data;

/// <summary>The text that a chapter works on.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">The data set's name.</param>
/// <param name="IsFallBack">True when the wanted data set could not be had and another takes its place.</param>
/// <param name="Explanation">What the reader should know about it, in a sentence or two.</param>
public sealed record ChapterText(string Path, string Name, bool IsFallBack, string Explanation);
