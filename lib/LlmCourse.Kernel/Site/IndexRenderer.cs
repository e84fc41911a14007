using System.Text;
using LlmCourse.Display;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the page that leads to all chapters.</summary>
internal static class IndexRenderer
{
    /// <summary>The page, with the chapters in their order, and the texts beside them.</summary>
    public static string Render(IReadOnlyList<SitePage> all)
    {
        SitePage[] chapters = [.. all.Where(page => !page.IsText)];
        ChapterPage[] pages = [.. chapters.Select(c => c.Page)];
        var body = Template.Fill("index.html", new Dictionary<string, string>
        {
            ["facts"] = Facts(pages),
            ["banners"] = pages.Any(p => p.Status is not null && p.Profile == CourseProfile.Smoke) ? Banner.Smoke : "",
            ["chapters"] = string.Join('\n', pages.Select(Chapter)),
            ["texts"] = Texts([.. all.Where(page => page.IsText)]),
            ["claims"] = ClaimRenderer.Table(chapters, onPage: false),
        });
        return PageFrame.Fill("Large language models in C#", "The chapters of the course, as they ran.", "overview", body, new Navigation(all, current: null).Bar());
    }

    private static string Texts(SitePage[] texts) => texts.Length == 0 ? "" : $"""
        <section aria-labelledby="beside">
        <h2 id="beside">Beside the chapters</h2>
        <ul class="texts">
        {string.Concat(texts.Select(text => $"<li><a href=\"{Html.Link(text.Page.FileName)}\">{Html.Encode(text.Title)}</a></li>\n"))}</ul>
        </section>
        """;

    private static string Facts(ChapterPage[] pages)
    {
        var run = pages.Where(p => p.Status is not null).ToArray();
        string?[] facts =
        [
            run.Length == pages.Length ? PageText.Count(pages.Length, "chapter") : $"{run.Length} of {PageText.Count(pages.Length, "chapter")} run",
            PageText.Claims(pages),
            run.Length > 0 ? $"ran in {PageText.Duration(TimeSpan.FromTicks(run.Sum(p => p.Elapsed.Ticks)))}" : null,
            run.Length > 0 ? $"{run[0].Profile.ToString().ToLowerInvariant()} profile" : null,
            pages.SelectMany(p => p.Claims).FirstOrDefault() is { } claim ? $"seed {claim.Seed}" : null,
        ];
        return string.Concat(facts.Where(f => f is not null).Select(f => $"<li>{f}</li>"));
    }

    private static string Chapter(ChapterPage page)
    {
        var (kind, state) = PageText.State(page);
        var chapter = page.Notebook.Chapter;
        var results = new StringBuilder($"<span class=\"state {kind}\">{state}</span>");
        if (PageText.Claims([page]) is { } claims)
        {
            results.Append($"<span>{claims}</span>");
        }

        if (page.Status is not null)
        {
            results.Append($"<span>{PageText.Duration(page.Elapsed)}</span>");
        }

        string[] exercises = [.. page.Exercises];
        var solved = exercises.Length == 0 ? "" : $"{exercises.Intersect(page.Passed).Count()} of {PageText.Count(exercises.Length, "exercise")} solved";
        results.Append($"<span class=\"reading\" data-chapter=\"{Html.Encode(page.Name)}\" data-exercises=\"{Html.Encode(string.Join(' ', exercises))}\" data-passed=\"{Html.Encode(string.Join(' ', page.Passed))}\">{solved}</span>");

        return $"""
            <li><span class="digits" aria-hidden="true">{Html.Encode(chapter?.Id ?? "")}</span>
            <div><h3><a href="{Html.Link(page.FileName)}">{Html.Encode(page.Title)}</a></h3>
            {(chapter?.Question is { Length: > 0 } question ? $"<p>{Html.Encode(question)}</p>" : "")}</div>
            <div class="results">{results}</div></li>
            """;
    }
}
