using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes a term as a link to the glossary; a script shows its meaning to whoever points at it or reaches it by keyboard.</summary>
internal sealed class TermRenderer : HtmlObjectRenderer<TermInline>
{
    protected override void Write(HtmlRenderer renderer, TermInline term) =>
        renderer.Write($"<a class=\"term\" href=\"{Html.Encode(term.Address)}\" data-meaning=\"{Html.Encode(term.Term.Meaning)}\">").Write(Html.Encode(term.Words)).Write("</a>");
}
