using System.Text;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the page of one chapter.</summary>
internal sealed class ChapterRenderer
{
    private readonly ChapterPage page;
    private readonly ChapterDocument document;
    private readonly TextRenderer texts;
    private readonly OutputRenderer outputs;

    public ChapterRenderer(ChapterPage page, ChapterDocument document, ChapterLinks links)
    {
        (this.page, this.document) = (page, document);
        texts = new TextRenderer(links);
        outputs = new OutputRenderer(page, texts);
    }

    /// <summary>The page, with links to the chapters before and after it.</summary>
    public string Render(ChapterPage? previous, ChapterPage? next)
    {
        var question = page.Notebook.Chapter?.Question ?? "";
        var title = page.Notebook.Chapter?.Title is { Length: > 0 } given ? given : document.Title ?? page.Name;
        var body = Template.Fill("chapter.html", new Dictionary<string, string>
        {
            ["contents"] = Contents(),
            ["eyebrow"] = page.Notebook.Chapter?.Id is { Length: > 0 } id ? $"Chapter {Html.Encode(id)}" : Html.Encode(page.Name),
            ["title"] = Html.Encode(title),
            ["question"] = question.Length > 0 ? $"<p class=\"question\">{Html.Encode(question)}</p>" : "",
            ["facts"] = Facts(),
            ["banners"] = Banners(),
            ["cells"] = Cells(),
            ["claims"] = ClaimRenderer.Table([(page, document)], onPage: true),
            ["neighbours"] = Neighbours(previous, next),
        });
        return Template.Fill("page.html", new Dictionary<string, string>
        {
            ["title"] = Html.Encode($"{page.Number} {title}"),
            ["description"] = Html.Encode(question.Length > 0 ? question : title),
            ["head"] = document.HasFormulas ? "<link rel=\"stylesheet\" href=\"assets/katex/katex.min.css\">\n<script defer src=\"assets/katex/katex.min.js\"></script>\n" : "",
            ["kind"] = "chapter",
            ["body"] = body,
        });
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

    private string Contents()
    {
        var headings = document.Headings.Where(h => h.Level <= 3).ToList();
        if (page.Claims.Count > 0)
        {
            headings.Add(new Heading(2, "claims", "Claims"));
        }

        if (headings.Count < 2)
        {
            return "";
        }

        var list = new StringBuilder();
        var isOpen = false;
        for (var i = 0; i < headings.Count; i++)
        {
            var (level, id, text) = headings[i];
            if (level == 3 && !isOpen)
            {
                list.Append(i == 0 ? "<li><ol>" : "<ol>"); // inside the item of the section before
                isOpen = true;
            }
            else if (level == 2 && i > 0)
            {
                list.Append(isOpen ? "</ol></li>" : "</li>");
                isOpen = false;
            }

            list.Append($"<li><a href=\"#{Uri.EscapeDataString(id)}\">{Html.Encode(text)}</a>");
            list.Append(level == 3 ? "</li>\n" : "\n");
        }

        list.Append(isOpen ? "</ol></li>" : "</li>");
        return $"<nav class=\"contents\" aria-label=\"On this page\"><details open><summary>On this page</summary>\n<ol>{list}</ol>\n</details></nav>";
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

    private static string Neighbours(ChapterPage? previous, ChapterPage? next)
    {
        var links = Link(previous, "previous", "← Previous") + Link(next, "next", "Next →");
        return links.Length == 0 ? "" : $"<nav class=\"neighbours\" aria-label=\"Chapters\">{links}</nav>";

        static string Link(ChapterPage? to, string kind, string way) => to is null ? ""
            : $"<a class=\"{kind}\" rel=\"{(kind == "next" ? "next" : "prev")}\" href=\"{Html.Link(to.FileName)}\"><span class=\"way\">{way}</span> <span class=\"name\">{Html.Encode($"{to.Number} {to.Title}")}</span></a>";
    }
}
