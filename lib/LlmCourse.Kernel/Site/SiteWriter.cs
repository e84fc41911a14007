using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Site;

/// <summary>
/// Writes executed chapters as a site that opens from the disk: a page for each chapter and for each text beside them, an index, a search, and
/// the assets that they share. Nothing on it needs a network, and every link leads somewhere as soon as the index is written.
/// </summary>
public sealed class SiteWriter
{
    private readonly string folder;
    private readonly List<SitePage> pages = [];
    private bool hasAssets;
    private bool hasKatex;
    private bool hasPlotly;

    /// <summary>Prepares a site in the folder, which is made when the first page is written.</summary>
    public SiteWriter(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        this.folder = Path.GetFullPath(folder);
    }

    /// <summary>The page to open first.</summary>
    public string IndexPath => Path.Combine(folder, "index.html");

    private string Assets => Path.Combine(folder, "assets");

    /// <summary>The file of a chapter's page.</summary>
    public string PathOf(ChapterPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return Path.Combine(folder, page.FileName);
    }

    /// <summary>Writes the page of a chapter; it links only to chapters that this writer has met already.</summary>
    /// <exception cref="IOException">A file cannot be written; what was there before is unchanged.</exception>
    public void WriteChapter(ChapterPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var (chapter, known) = (SitePage.Of(page), pages.FindIndex(p => !p.IsText && p.Page.Name == page.Name));
        if (known < 0)
        {
            pages.Insert(pages.Count(p => !p.IsText), chapter);
        }
        else
        {
            pages[known] = chapter;
        }

        Write(chapter);
    }

    /// <summary>Writes the index, the search, and the pages of all chapters and texts, in this order, each with its links to the others.</summary>
    /// <exception cref="IOException">A file cannot be written; what was there before is unchanged.</exception>
    public void WriteIndex(IReadOnlyList<ChapterPage> chapters, IReadOnlyList<SiteText>? texts = null)
    {
        ArgumentNullException.ThrowIfNull(chapters);
        pages.Clear();
        pages.AddRange(chapters.Select(SitePage.Of));
        pages.AddRange((texts ?? []).Where(text => !chapters.Any(chapter => chapter.FileName == text.ToPage().FileName)).Select(SitePage.Of));
        var glossary = pages.Select(Glossary.Of).FirstOrDefault(found => found is not null);
        foreach (var page in pages)
        {
            if (!page.IsText)
            {
                glossary?.Link(page);
            }

            Write(page);
        }

        WriteAssets(hasFormulas: false, hasCharts: false);
        AtomicFile.WriteText(Path.Combine(Assets, "search-index.js"), SearchIndex.Write(pages, glossary));
        AtomicFile.WriteText(IndexPath, IndexRenderer.Render(pages));
    }

    private void Write(SitePage page)
    {
        var links = new ChapterLinks(page, file => pages.Find(other => other.Source == file));
        var navigation = new Navigation(pages, page);
        var html = page.IsText ? TextPageRenderer.Render(page, links, navigation) : new ChapterRenderer(page, links).Render(navigation);
        WriteAssets(page.Document.HasFormulas, html.Contains("llmcourse-plotly", StringComparison.Ordinal));
        AtomicFile.WriteText(PathOf(page.Page), html);
    }

    /// <summary>Copies the assets that a page needs and the site has not yet: they go first, so that no page is without them.</summary>
    private void WriteAssets(bool hasFormulas, bool hasCharts)
    {
        if (!hasAssets)
        {
            SiteAssets.Write(Assets);
            hasAssets = true;
        }

        if (hasFormulas && !hasKatex)
        {
            SiteAssets.WriteKatex(Assets);
            hasKatex = true;
        }

        if (hasCharts && !hasPlotly)
        {
            SiteAssets.WritePlotly(Assets);
            hasPlotly = true;
        }
    }
}
