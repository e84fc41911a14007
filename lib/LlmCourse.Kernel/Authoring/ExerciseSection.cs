namespace LlmCourse.Kernel.Authoring;

/// <summary>What a new exercise adds to a file beside its chapter.</summary>
/// <param name="Ending">The file's name behind the chapter's: <c>.csx</c>.</param>
/// <param name="Opening">The comment that the file begins with, where it has to be made; <c>{0}</c> is the chapter's number.</param>
/// <param name="Text">The section.</param>
internal sealed record ExerciseSection(string Ending, string Opening, string Text);
