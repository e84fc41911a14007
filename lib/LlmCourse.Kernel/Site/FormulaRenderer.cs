using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace LlmCourse.Kernel.Site;

/// <summary>
/// Writes the formulas inside a paragraph as LaTeX, which KaTeX sets when the page is opened: between single dollars in the line, between
/// double dollars on a line of their own.
/// </summary>
internal sealed class FormulaRenderer : HtmlObjectRenderer<MathInline>
{
    protected override void Write(HtmlRenderer renderer, MathInline formula) =>
        renderer.Write(formula.DelimiterCount > 1 ? "<span class=\"math display\">" : "<span class=\"math\">")
            .Write(Html.Encode(formula.Content.ToString().Trim())).Write("</span>");
}
