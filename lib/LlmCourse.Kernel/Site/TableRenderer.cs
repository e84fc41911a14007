using Markdig.Extensions.Tables;
using Markdig.Renderers;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes tables that scroll where the page is narrower than they are.</summary>
internal sealed class TableRenderer : HtmlTableRenderer
{
    protected override void Write(HtmlRenderer renderer, Table table)
    {
        renderer.WriteLine("<div class=\"table\">");
        base.Write(renderer, table);
        renderer.WriteLine("</div>");
    }
}
