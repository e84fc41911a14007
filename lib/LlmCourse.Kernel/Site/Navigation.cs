namespace LlmCourse.Kernel.Site;

/// <summary>The ways from a page to the others: in the bar above every page, and at the end of its text.</summary>
/// <param name="pages">All pages of the site: the chapters in their order, then the texts.</param>
/// <param name="current">The page that is written; null for the one that leads to all.</param>
internal sealed class Navigation(IReadOnlyList<SitePage> pages, SitePage? current)
{
    private readonly SitePage? previous = Beside(pages, current, -1);
    private readonly SitePage? next = Beside(pages, current, +1);

    /// <summary>The links of the bar: back, a menu of all pages, on; and the button of the search, which a script brings to life.</summary>
    public string Bar()
    {
        if (pages.Count == 0)
        {
            return "";
        }

        var chapters = pages.Where(p => !p.IsText).ToList();
        var texts = pages.Where(p => p.IsText).ToList();
        return $"""
            <nav class="ways" aria-label="All pages">
            {Arrow(previous, "prev", "←", "Previous")}<details class="menu"><summary>{(chapters.Count > 0 ? "Chapters" : "Pages")}</summary>
            <div class="menu-list">{List(chapters, "ol")}{List(texts, "ul")}</div>
            </details>{Arrow(next, "next", "→", "Next")}
            </nav>
            <button class="search-open" type="button" hidden>Search <kbd aria-hidden="true">/</kbd></button>
            """;
    }

    /// <summary>The links at the end of a page's text.</summary>
    public string Neighbours()
    {
        var links = Link(previous, "previous", "← Previous") + Link(next, "next", "Next →");
        return links.Length == 0 ? "" : $"<nav class=\"neighbours\" aria-label=\"Previous and next\">{links}</nav>";

        static string Link(SitePage? to, string kind, string way) => to is null ? ""
            : $"<a class=\"{kind}\" rel=\"{(kind == "next" ? "next" : "prev")}\" href=\"{Html.Link(to.Page.FileName)}\"><span class=\"way\">{way}</span> <span class=\"name\">{Html.Encode(to.Name)}</span></a>";
    }

    private string List(List<SitePage> list, string tag) => list.Count == 0 ? ""
        : $"<{tag}>{string.Concat(list.Select(page => $"<li><a href=\"{Html.Link(page.Page.FileName)}\"{(page == current ? " aria-current=\"page\"" : "")}>{Html.Encode(page.Name)}</a></li>"))}</{tag}>";

    private static string Arrow(SitePage? to, string way, string mark, string word) => to is null ? ""
        : $"<a class=\"arrow\" rel=\"{way}\" href=\"{Html.Link(to.Page.FileName)}\" title=\"{Html.Encode(to.Name)}\"><span aria-hidden=\"true\">{mark}</span><span class=\"visually-hidden\">{word}: {Html.Encode(to.Name)}</span></a>";

    /// <summary>The page of the same kind beside the current one.</summary>
    private static SitePage? Beside(IReadOnlyList<SitePage> pages, SitePage? current, int step)
    {
        var like = pages.Where(p => p.IsText == current?.IsText).ToList();
        var at = current is null ? -1 : like.IndexOf(current);
        return at < 0 ? null : like.ElementAtOrDefault(at + step);
    }
}
