using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Site;

/// <summary>
/// Writes a chapter as a handout: its question, what to take away, some figures where the notebook holds them, its claims, its exercises and
/// questions to test oneself with. One file, without scripts but for formulas, made to be printed.
/// </summary>
internal sealed partial class HandoutPage(Chapter chapter, Quiz? quiz)
{
    private static readonly string[] TakeawayHeadings = ["## Takeaways", "## To take away", "## What you take with you"];

    private readonly TextRenderer texts = new(new ChapterLinks(SitePage.Of(ChapterPage.Of(chapter, null, CourseProfile.Quick, strict: false)), _ => null));

    /// <summary>The page with at most so many figures, and at its end the answers if they are asked for.</summary>
    public string Render(int figures, bool withAnswers)
    {
        var questions = quiz?.Questions.Where(question => question.Chapter == chapter.Number).ToArray() ?? [];
        string[] parts =
        [
            Section("To take away", texts.Render(Takeaways())),
            Section("Figures", Figures(figures)),
            Section("What is claimed", Claims()),
            Section("Exercises", Exercises()),
            Section("Questions", Questions(questions)),
            withAnswers ? Section("Answers", Answers(questions), "answers") : "",
        ];
        var sections = string.Concat(parts);
        var hasFormulas = sections.Contains("class=\"math", StringComparison.Ordinal);
        return Template.Fill("handout.html", new Dictionary<string, string>
        {
            ["title"] = Html.Encode($"{chapter.Number} {chapter.Title}"),
            ["style"] = SiteAssets.ReadText("handout.css"),
            ["head"] = hasFormulas ? $"<style>{SiteAssets.KatexStyle()}</style>\n<script>{SiteAssets.ReadText("katex/katex.min.js")}</script>\n" : "",
            ["eyebrow"] = Html.Encode($"Chapter {chapter.Number}{(chapter.Notebook.Chapter?.Minutes is > 0 and var minutes ? $" · about {minutes} minutes" : "")}"),
            ["name"] = Html.Encode(chapter.Title),
            ["question"] = Html.Encode(chapter.Notebook.Chapter?.Question ?? ""),
            ["sections"] = sections,
            ["foot"] = hasFormulas ? "<script>for (const f of document.querySelectorAll(\".math\")) katex.render(f.textContent, f, { displayMode: f.classList.contains(\"display\"), throwOnError: false });</script>\n" : "",
        });
    }

    private static string Section(string heading, string content, string kind = "") => content.Length == 0 ? ""
        : $"<section{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>\n<h2>{heading}</h2>\n{content}</section>\n";

    private string Takeaways()
    {
        var lines = chapter.Notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).SelectMany(cell => cell.Source.Split('\n').Append(""));
        return string.Join('\n', lines.SkipWhile(line => !TakeawayHeadings.Contains(line.Trim())).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))).Trim();
    }

    private string Figures(int most)
    {
        var all = chapter.Notebook.Cells.SelectMany(cell => cell.Outputs).OfType<RichOutput>().Select(output => output.Find(MimeTypes.Svg)).OfType<string>().ToList();
        var shown = Math.Min(most, all.Count);
        return string.Concat(Enumerable.Range(0, shown).Select(i => shown == 1 ? all.Count / 2 : i * (all.Count - 1) / (shown - 1)) // spread over the chapter
            .Select(place => $"<figure>{NetworkGuard.Disarm(all[place])}</figure>\n"));
    }

    private string Claims()
    {
        var measured = chapter.Notebook.Cells.SelectMany(cell => cell.Outputs).Select(ChapterDocument.ClaimIn).OfType<ClaimRecord>().DistinctBy(claim => claim.Id).ToDictionary(claim => claim.Id);
        var rows = ChapterStatements.Claims(chapter.Notebook).DistinctBy(claim => claim.Id).Select(claim => (Claim: claim, Measured: measured.GetValueOrDefault(claim.Id))).ToList();
        if (rows.Count == 0)
        {
            return "";
        }

        var hasRun = measured.Count > 0;
        var text = new StringBuilder($"<table>\n<thead><tr><th>Claim</th>{(hasRun ? "<th class=\"number\">Measured</th><th>Band</th>" : "")}<th>Source</th></tr></thead>\n<tbody>\n");
        foreach (var (claim, record) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Encode(record?.Statement ?? claim.Statement)} <code class=\"muted\">{Html.Encode(claim.Id)}</code></td>");
            if (hasRun)
            {
                text.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{(record is null ? "" : PageText.Value(record))}</td><td>{(record is null ? "" : Html.Encode(PageText.Band(record)))}</td>");
            }

            text.Append(CultureInfo.InvariantCulture, $"<td>{Html.Encode(claim.Source ?? "")}</td></tr>\n");
        }

        return text.Append("</tbody>\n</table>\n").ToString();
    }

    private string Exercises()
    {
        var exercises = ChapterStatements.Exercises(chapter.Notebook);
        return exercises.Count == 0 ? "" : $"<ul>\n{string.Concat(exercises.Select(exercise => $"<li>{Html.Encode(exercise.Goal)} <code class=\"muted\">{Html.Encode(exercise.Id)}</code> ({exercise.Minutes} min)</li>\n"))}</ul>\n";
    }

    private static string Questions(QuizQuestion[] questions) => questions.Length == 0 ? ""
        : $"<ol class=\"quiz\">\n{string.Concat(questions.Select(question => $"<li><strong><code>{question.Id}</code> {WithCode(question.Text)}</strong><ol>{string.Concat(question.Options.Select(option => $"<li>{WithCode(option.Text)}</li>"))}</ol></li>\n"))}</ol>\n";

    private static string Answers(QuizQuestion[] questions) => questions.Length == 0 ? ""
        : $"<ul>\n{string.Concat(questions.Select(question => $"<li><strong><code>{question.Id}</code> {question.Right}</strong><ol>{string.Concat(question.Options.Select(option => $"<li>{Reason(option)}</li>"))}</ol></li>\n"))}</ul>\n";

    private static string Reason(QuizOption option) => option.IsRight ? $"<strong>{WithCode(option.Why)}</strong>" : WithCode(option.Why);

    private static string WithCode(string text) => Code().Replace(Html.Encode(text), "<code>$1</code>");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
