namespace LlmCourse.Kernel.Site;

/// <summary>Something that the search can find.</summary>
/// <param name="Anchor">Its place on its page; empty for the page itself.</param>
/// <param name="Kind">section, claim, type or term.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Text">What is said there.</param>
internal sealed record SearchEntry(string Anchor, string Kind, string Title, string Text);
