using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes formulas that stand between lines of double dollars.</summary>
internal sealed class FormulaBlockRenderer : HtmlObjectRenderer<MathBlock>
{
    protected override void Write(HtmlRenderer renderer, MathBlock formula)
    {
        renderer.EnsureLine();
        renderer.Write("<div class=\"math display\">").Write(Html.Encode(formula.Lines.ToString().Trim())).WriteLine("</div>");
    }
}
