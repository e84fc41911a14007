using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Site;

/// <summary>
/// Writes executed chapters as a site that opens from the disk: a page for each chapter, an index, and the assets that they share. Nothing
/// on it needs a network, and every link leads somewhere as soon as the index is written.
/// </summary>
public sealed class SiteWriter
{
    private readonly string folder;
    private readonly List<(ChapterPage Page, ChapterDocument Document)> chapters = [];
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
        var chapter = (page, new ChapterDocument(page.Notebook));
        var known = IndexOf(page.Name);
        if (known < 0)
        {
            chapters.Add(chapter);
        }
        else
        {
            chapters[known] = chapter;
        }

        Write(known < 0 ? chapters.Count - 1 : known);
    }

    /// <summary>Writes the index and the pages of all chapters, in this order, each with its links to the others.</summary>
    /// <exception cref="IOException">A file cannot be written; what was there before is unchanged.</exception>
    public void WriteIndex(IReadOnlyList<ChapterPage> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        chapters.Clear();
        chapters.AddRange(pages.Select(page => (page, new ChapterDocument(page.Notebook))));
        for (var i = 0; i < chapters.Count; i++)
        {
            Write(i);
        }

        WriteAssets(hasFormulas: false, hasCharts: false);
        AtomicFile.WriteText(IndexPath, IndexRenderer.Render(chapters));
    }

    private int IndexOf(string name) => chapters.FindIndex(c => c.Page.Name == name);

    private void Write(int index)
    {
        var (page, document) = chapters[index];
        var links = new ChapterLinks(page, document, name => IndexOf(name) is >= 0 and var at ? chapters[at] : null);
        var html = new ChapterRenderer(page, document, links).Render(
            index > 0 ? chapters[index - 1].Page : null, index + 1 < chapters.Count ? chapters[index + 1].Page : null);
        WriteAssets(document.HasFormulas, html.Contains("llmcourse-plotly", StringComparison.Ordinal));
        AtomicFile.WriteText(PathOf(page), html);
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
