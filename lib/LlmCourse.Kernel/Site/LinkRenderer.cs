using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes links that lead somewhere, and pictures that are there; of others, only the words.</summary>
internal sealed class LinkRenderer(ChapterLinks links) : HtmlObjectRenderer<LinkInline>
{
    /// <summary>Finds a picture that is attached to the cell being written.</summary>
    public Func<string, string?> Attachment { get; set; } = _ => null;

    protected override void Write(HtmlRenderer renderer, LinkInline link)
    {
        var url = link.GetDynamicUrl?.Invoke() ?? link.Url ?? "";
        if (link.IsImage)
        {
            WritePicture(renderer, link, url);
        }
        else if (links.Resolve(url) is { } address)
        {
            renderer.Write($"<a href=\"{Html.Encode(address)}\"{Title(link)}>");
            renderer.WriteChildren(link);
            renderer.Write("</a>");
        }
        else
        {
            renderer.Write($"<span class=\"elsewhere\" title=\"{Html.Encode(url)}\">");
            renderer.WriteChildren(link);
            renderer.Write("</span>");
        }
    }

    private void WritePicture(HtmlRenderer renderer, LinkInline link, string url)
    {
        if (links.ResolvePicture(url, Attachment) is { } picture)
        {
            renderer.Write($"<img src=\"{Html.Encode(picture)}\"{Title(link)} alt=\"");
            WriteWords(renderer, link);
            renderer.Write("\">");
        }
        else
        {
            renderer.Write(ChapterLinks.IsWeb(url) ? $"<a href=\"{Html.Encode(url)}\">" : "<span class=\"elsewhere\">").Write("Picture: ");
            WriteWords(renderer, link);
            renderer.Write(ChapterLinks.IsWeb(url) ? "</a>" : "</span>");
        }
    }

    private static void WriteWords(HtmlRenderer renderer, LinkInline link)
    {
        var before = renderer.EnableHtmlForInline;
        renderer.EnableHtmlForInline = false;
        renderer.WriteChildren(link);
        renderer.EnableHtmlForInline = before;
    }

    private static string Title(LinkInline link) => string.IsNullOrEmpty(link.Title) ? "" : $" title=\"{Html.Encode(link.Title)}\"";
}
