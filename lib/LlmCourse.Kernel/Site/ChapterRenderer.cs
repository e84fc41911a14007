using System.Text;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the page of one chapter.</summary>
internal sealed class ChapterRenderer
{
    private readonly SitePage chapter;
    private readonly ChapterPage page;
    private readonly ChapterDocument document;
    private readonly TextRenderer texts;
    private readonly OutputRenderer outputs;

    public ChapterRenderer(SitePage chapter, ChapterLinks links)
    {
        (this.chapter, page, document) = (chapter, chapter.Page, chapter.Document);
        texts = new TextRenderer(links);
        outputs = new OutputRenderer(page, texts, links);
    }

    /// <summary>The page, with its ways to the others.</summary>
    public string Render(Navigation navigation)
    {
        var (title, question) = (chapter.Title, page.Notebook.Chapter?.Question ?? "");
        var body = Template.Fill("chapter.html", new Dictionary<string, string>
        {
            ["contents"] = ContentsRenderer.Render(page.Claims.Count > 0 ? document.Headings.Append(new Heading(2, "claims", "Claims")) : document.Headings),
            ["name"] = Html.Encode(page.Name),
            ["passed"] = Html.Encode(string.Join(' ', page.Passed)),
            ["eyebrow"] = page.Notebook.Chapter?.Id is { Length: > 0 } id ? $"Chapter {Html.Encode(id)}" : Html.Encode(page.Name),
            ["title"] = Html.Encode(title),
            ["question"] = question.Length > 0 ? $"<p class=\"question\">{Html.Encode(question)}</p>" : "",
            ["facts"] = Facts(),
            ["banners"] = Banners(),
            ["cells"] = Cells(),
            ["claims"] = ClaimRenderer.Table([chapter], onPage: true),
            ["neighbours"] = navigation.Neighbours(),
        });
        return PageFrame.Fill(
            $"{page.Number} {title}", question.Length > 0 ? question : title, "chapter", body, navigation.Bar(), document.HasFormulas);
    }

    private static bool Is(NotebookCell cell, string tag) => cell.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    private string Cells()
    {
        var html = new StringBuilder();
        var number = 0;
        foreach (var cell in page.Notebook.Cells)
        {
            html.Append(cell.Kind switch
            {
                CellKind.Code => Code(cell, ++number),
                CellKind.Markdown => texts.Render(cell, document.TextOf(cell)),
                _ => "",
            }).Append('\n');
        }

        return html.ToString();
    }

    private string Code(NotebookCell cell, int number)
    {
        if (cell.Source.Length == 0 && cell.Outputs.Count == 0)
        {
            return "";
        }

        var code = $"<div class=\"code\"><pre><code>{Lines(cell, number)}</code></pre></div>";
        if (Is(cell, "hidden"))
        {
            code = $"<details class=\"hidden-code\"><summary>Code of cell {number}</summary>{code}</details>";
        }

        var label = cell.Exercise is { } exercise ? $"<p class=\"label\">Your turn: exercise {Html.Encode(exercise)}</p>\n" : "";
        var tag = Is(cell, "gpu") ? "<p class=\"tag\">needs a GPU</p>\n" : "";
        var kinds = $"cell{(cell.Exercise is not null ? " exercise" : "")}{(cell.Outputs.Any(o => o is ErrorOutput) ? " failed" : "")}";
        return $"""
            <div class="{kinds}" id="{ChapterDocument.AnchorOf(number)}">
            <a class="number" href="#{ChapterDocument.AnchorOf(number)}" aria-label="Cell {number}">{number}</a>
            {label}{tag}{code}
            {outputs.Render(cell, number)}
            </div>
            """;
    }

    private static string Lines(NotebookCell cell, int number)
    {
        var wrong = cell.Outputs.OfType<ErrorOutput>().Select(error => OutputRenderer.PlaceOf(error, number))
            .Where(where => where.Place == $"cell {number}").Select(where => where.Line).FirstOrDefault();
        return CodeRenderer.Lines(cell.Source, wrong);
    }

    private string Facts()
    {
        var (kind, state) = PageText.State(page);
        string?[] facts =
        [
            $"<span class=\"state {kind}\">{state}</span>",
            PageText.Claims([page]),
            page.Status is null ? null : $"ran in {PageText.Duration(page.Elapsed)}",
            page.Status is null ? null : $"{page.Profile.ToString().ToLowerInvariant()} profile",
            page.Claims.Count > 0 ? $"seed {page.Claims[0].Seed}" : null,
            page.Notebook.Chapter?.Minutes is > 0 and var minutes ? $"about {minutes} min to work through" : null,
        ];
        return string.Concat(facts.Where(f => f is not null).Select(f => $"<li>{f}</li>"));
    }

    private string Banners()
    {
        var banners = new StringBuilder();
        if (page.Status is null)
        {
            banners.Append(Banner.NotRun);
        }
        else if (page.Profile == CourseProfile.Smoke)
        {
            banners.Append(Banner.Smoke);
        }

        var number = 0;
        foreach (var cell in page.Notebook.Cells.Where(c => c.Kind == CellKind.Code))
        {
            number++;
            foreach (var error in cell.Outputs.OfType<ErrorOutput>())
            {
                var (place, line) = OutputRenderer.PlaceOf(error, number);
                banners.Append(Banner.Error(
                    $"This chapter {(page.Status == ChapterStatus.Interrupted ? "was stopped" : "failed")} in <a href=\"#{ChapterDocument.AnchorOf(number)}\">cell {number}</a>"
                    + $"{(line > 0 && place == $"cell {number}" ? $", line {line}" : "")}: {Html.Encode(error.Value.Split('\n')[0])}"));
            }
        }

        return banners.ToString();
    }
}
