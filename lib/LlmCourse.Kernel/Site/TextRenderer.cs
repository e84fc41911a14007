using System.Text.Json.Nodes;
using LlmCourse.Kernel.Notebooks;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;

namespace LlmCourse.Kernel.Site;

/// <summary>Turns a chapter's Markdown into HTML.</summary>
internal sealed class TextRenderer
{
    private readonly LinkRenderer links;

    public TextRenderer(ChapterLinks chapterLinks) => links = new LinkRenderer(chapterLinks);

    /// <summary>The text of a Markdown cell.</summary>
    public string Render(NotebookCell cell, MarkdownDocument text)
    {
        links.Attachment = name => FindAttachment(cell, name);
        return Render(text);
    }

    /// <summary>Markdown that a cell showed.</summary>
    public string Render(string markdown)
    {
        links.Attachment = _ => null;
        return Render(Markdown.Parse(markdown, ChapterDocument.Pipeline));
    }

    private string Render(MarkdownDocument text)
    {
        using var html = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(html);
        ChapterDocument.Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<LinkInlineRenderer>(links);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new FormulaRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new FormulaBlockRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new CodeRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTableRenderer>(new TableRenderer());
        renderer.ObjectRenderers.Add(new TermRenderer());
        renderer.Render(text);
        return NetworkGuard.Disarm(html.ToString());
    }

    private static string? FindAttachment(NotebookCell cell, string name)
    {
        var forms = (cell.Unknown?["attachments"] as JsonObject)?[name] as JsonObject;
        return forms?.Where(form => form.Key.StartsWith("image/", StringComparison.Ordinal) && form.Value.AsText() is not null)
            .Select(form => $"data:{form.Key};base64,{form.Value.AsText()}").FirstOrDefault();
    }
}
