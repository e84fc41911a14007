namespace LlmCourse.Kernel.Site;

/// <summary>A page of the site with its text parsed: a chapter's, or that of a text beside the chapters.</summary>
/// <param name="Page">What the page shows.</param>
/// <param name="Document">Its text.</param>
/// <param name="IsText">True for a text beside the chapters.</param>
internal sealed record SitePage(ChapterPage Page, ChapterDocument Document, bool IsText = false)
{
    /// <summary>The page of a chapter.</summary>
    public static SitePage Of(ChapterPage chapter) => new(chapter, new ChapterDocument(chapter.Notebook));

    /// <summary>The page of a text beside the chapters.</summary>
    public static SitePage Of(SiteText text)
    {
        var page = text.ToPage();
        return new SitePage(page, new ChapterDocument(page.Notebook), IsText: true);
    }

    /// <summary>The file that the page was made of, as links in the texts name it.</summary>
    public string Source => Page.Name + (IsText ? ".md" : ".ipynb");

    /// <summary>What it is called: the text's own title, or the chapter's.</summary>
    public string Title => Page.Notebook.Chapter?.Title is { Length: > 0 } given ? given : Document.Title ?? Page.Name;

    /// <summary>The title behind the chapter's digits.</summary>
    public string Name => IsText || Page.Notebook.Chapter?.Id is not { Length: > 0 } id ? Title : $"{id} {Title}";
}
