namespace LlmCourse.Kernel.Site;

/// <summary>A heading of a chapter, as the contents list it.</summary>
/// <param name="Level">2 for a section, 3 for a part of one, and so on.</param>
/// <param name="Id">Its anchor, unique on its page.</param>
/// <param name="Text">What it says.</param>
internal sealed record Heading(int Level, string Id, string Text);
