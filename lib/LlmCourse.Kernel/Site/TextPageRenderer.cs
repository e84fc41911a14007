using LlmCourse.Kernel.Notebooks;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the page of a text that lies beside the chapters.</summary>
internal static class TextPageRenderer
{
    /// <summary>The page, with its ways to the others.</summary>
    public static string Render(SitePage text, ChapterLinks links, Navigation navigation)
    {
        var renderer = new TextRenderer(links);
        var body = Template.Fill("text.html", new Dictionary<string, string>
        {
            ["contents"] = ContentsRenderer.Render(text.Document.Headings),
            ["title"] = Html.Encode(text.Title),
            ["text"] = string.Join('\n', text.Page.Notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => renderer.Render(cell, text.Document.TextOf(cell)))),
            ["neighbours"] = navigation.Neighbours(),
        });
        return PageFrame.Fill(text.Title, text.Title, "text-page", body, navigation.Bar(), text.Document.HasFormulas);
    }
}
