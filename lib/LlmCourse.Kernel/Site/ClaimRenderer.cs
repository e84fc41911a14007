using System.Text;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes claims: a line where a chapter makes one, and tables of many.</summary>
internal static class ClaimRenderer
{
    /// <summary>A claim where it is made: its mark, sentence and value, then its id, band and source.</summary>
    public static string Line(ClaimRecord claim, ChapterPage page, string anchor)
    {
        var (kind, mark, word) = PageText.Verdict(claim, page);
        string[] notes =
        [
            $"<code>{Html.Encode(claim.Id)}</code>",
            Html.Encode(PageText.Band(claim)),
            claim.IsTiming() ? "a timing" : "",
            Html.Encode(claim.Source ?? ""),
            kind == "holds" ? "" : word,
        ];
        return $"""
            <div class="claim {kind}"{(anchor.Length > 0 ? $" id=\"{Html.Encode(anchor)}\"" : "")}>
            <span class="mark" aria-hidden="true">{mark}</span><span><span class="visually-hidden">Claim, {word}: </span>{Html.Encode(claim.Statement)}</span>
            <span class="value">{PageText.Value(claim)}</span>
            <span class="notes">{string.Join(" · ", notes.Where(n => n.Length > 0))}</span>
            </div>
            """;
    }

    /// <summary>All claims of some chapters; on a chapter's own page (<paramref name="onPage"/>) the links stay on it.</summary>
    public static string Table(IReadOnlyList<SitePage> chapters, bool onPage)
    {
        if (PageText.Claims([.. chapters.Select(c => c.Page)]) is not { } summary)
        {
            return "";
        }

        var rows = new StringBuilder();
        foreach (var (page, document, claim) in chapters.SelectMany(c => c.Page.Claims.Select(claim => (c.Page, c.Document, claim))))
        {
            var (kind, mark, word) = PageText.Verdict(claim, page);
            var id = $"<code>{Html.Encode(claim.Id)}</code>";
            var link = Html.Link(onPage ? "" : page.FileName, ChapterDocument.AnchorOf(claim));
            rows.Append(
                $"""
                <tr class="{kind}"><td><span aria-hidden="true">{mark}</span><span class="visually-hidden">{word}</span></td>
                <td>{Html.Encode(claim.Statement)}<br>{(document.Makes(claim) ? $"<a href=\"{link}\">{id}</a>" : id)}</td>
                <td class="value">{PageText.Value(claim)}</td><td class="band">{Html.Encode(PageText.Band(claim))}{(claim.IsTiming() ? "<br><span class=\"muted\">a timing</span>" : "")}</td>
                <td class="source">{Html.Encode(claim.Source ?? "")}</td></tr>

                """);
        }

        return $"""
            <section class="claims" aria-labelledby="claims">
            <h2 id="claims">Claims</h2>
            <p class="muted">{summary}.</p>
            <div class="table"><table>
            <thead><tr><th scope="col"><span class="visually-hidden">Result</span></th><th scope="col">Claim</th><th scope="col" class="right">Value</th><th scope="col">Band</th><th scope="col" class="source-head">Source</th></tr></thead>
            <tbody>
            {rows}</tbody>
            </table></div>
            </section>
            """;
    }
}
