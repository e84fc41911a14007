using System.Text;
using LlmCourse.Kernel.Evaluating;
using LlmCourse.Kernel.Views;
using LlmCourse.Reasoning;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the page of an evaluation: the table of its strategies, and every question with what was answered.</summary>
internal static class EvaluationPage
{
    private const int MostQuestions = 500; // a page of thousands opens slowly; the files hold them all

    /// <summary>Writes the page and what it needs into the folder, and returns its path.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is unchanged.</exception>
    public static string Write(string folder, string model, EvaluationPlan plan, EvaluationRuns runs)
    {
        var (path, rows) = (Path.Combine(folder, "index.html"), runs.Summaries);
        var isWhole = rows.All(row => row.Finished == row.Items);
        var body = Template.Fill("evaluation.html", new Dictionary<string, string>
        {
            ["tasks"] = Html.Encode(plan.TasksName),
            ["model"] = Html.Encode(model),
            ["facts"] = string.Concat(Facts(plan, rows).Select(fact => $"<li>{Html.Encode(fact)}</li>")),
            ["banners"] = isWhole ? "" : Banner.Unfinished,
            ["summary"] = Summary(plan, rows),
            ["questions"] = Questions(plan, runs),
        });
        SiteAssets.Write(Path.Combine(folder, "assets"));
        AtomicFile.WriteText(path, PageFrame.Fill($"{model}: {plan.TasksName}", "How many questions a model answers, by which strategy.", "overview", body));
        return path;
    }

    private static IEnumerable<string> Facts(EvaluationPlan plan, IReadOnlyList<EvaluationSummary> rows)
    {
        yield return PageText.Count(plan.Items, "question");
        yield return plan.Shots > 0 ? PageText.Count(plan.Shots, "worked example") : "no worked examples";
        yield return $"{rows.Sum(row => row.Finished)} of {PageText.Count(rows.Sum(row => row.Items), "answer")}";
    }

    private static string Summary(EvaluationPlan plan, IReadOnlyList<EvaluationSummary> rows)
    {
        var columns = EvaluationTable.Heads.Index().Where(column => plan.Prices is not null || column.Item != EvaluationTable.Heads[^1]).ToList();
        var heads = string.Concat(columns.Select(column => $"<th scope=\"col\"{(column.Index > 0 ? " class=\"right\"" : "")}>{column.Item}</th>"));
        var lines = rows.Select(row => EvaluationTable.Cells(row, plan.Prices))
            .Select(cells => $"<tr>{string.Concat(columns.Select(column => $"<td{(column.Index > 0 ? " class=\"right\"" : "")}>{Html.Encode(cells[column.Index])}</td>"))}</tr>");
        return $"<div class=\"table\"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{string.Join('\n', lines)}\n</tbody>\n</table></div>";
    }

    private static string Questions(EvaluationPlan plan, EvaluationRuns runs)
    {
        var results = runs.Files.Select(file => file.Results.ToDictionary(result => result.Id)).ToList();
        var text = new StringBuilder("<div class=\"table\"><table>\n<thead><tr><th scope=\"col\">Question</th><th scope=\"col\">Right answer</th>");
        text.Append(string.Concat(plan.Strategies.Select(strategy => $"<th scope=\"col\">{Html.Encode(strategy.Name)}</th>"))).Append("</tr></thead>\n<tbody>\n");
        foreach (var item in plan.Tasks.Take(Math.Min(plan.Items, MostQuestions)))
        {
            text.Append($"<tr><td><code>{Html.Encode(item.Id)}</code> {Html.Encode(item.Question)}</td><td>{Html.Encode(item.Answer)}</td>");
            text.Append(string.Concat(results.Select(of => $"<td>{(of.TryGetValue(item.Id, out var result) ? Cell(result) : "")}</td>"))).Append("</tr>\n");
        }

        text.Append("</tbody>\n</table></div>\n");
        return plan.Items > MostQuestions ? text.Append($"<p class=\"muted\">These are the first {MostQuestions} of {plan.Items}; the files of results hold all.</p>").ToString() : text.ToString();
    }

    private static string Cell(ItemResult result)
    {
        var (kind, mark, word) = result.IsRight ? ("good", "✓", "right") : ("bad", "✗", "wrong");
        var texts = string.Concat(result.Texts.Select(written => $"<div class=\"output text\"><pre>{Html.Encode(written.Trim())}</pre></div>"));
        return $"<span class=\"state {kind}\"><span aria-hidden=\"true\">{mark}</span><span class=\"visually-hidden\">{word}: </span> {Html.Encode(result.Answer ?? "no answer")}</span>"
            + $"<details><summary class=\"muted\">{PageText.Count(result.Texts.Count, "text")}</summary>{texts}</details>";
    }
}
