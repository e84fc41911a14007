using Markdig.Syntax.Inlines;

namespace LlmCourse.Kernel.Site;

/// <summary>Words of a text that the glossary explains.</summary>
/// <param name="words">The words as the text has them.</param>
/// <param name="term">What they mean.</param>
/// <param name="address">Where the glossary explains it.</param>
internal sealed class TermInline(string words, GlossaryTerm term, string address) : LeafInline
{
    public string Words { get; } = words;

    public GlossaryTerm Term { get; } = term;

    public string Address { get; } = address;
}
