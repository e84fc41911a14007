using System.Text;
using System.Text.RegularExpressions;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the outputs of a chapter's cells, each in the richest form that a page can show.</summary>
internal sealed partial class OutputRenderer(ChapterPage page, TextRenderer texts, ChapterLinks links)
{
    private static readonly string[] Pictures = [MimeTypes.Png, "image/jpeg", "image/gif", "image/webp"];

    private readonly HashSet<string> claimsSeen = [];

    /// <summary>The outputs of a code cell; nothing when it has none.</summary>
    public string Render(NotebookCell cell, int number)
    {
        if (cell.Outputs.Count == 0)
        {
            return "";
        }

        var html = new StringBuilder("<div class=\"outputs\">\n");
        foreach (var output in cell.Outputs)
        {
            html.Append(output switch
            {
                StreamOutput stream => Text(stream.Text, stream.Name == "stderr" ? "text stderr" : "text"),
                ErrorOutput error => Error(error, number),
                RichOutput rich => Rich(rich),
                _ => "",
            }).Append('\n');
        }

        return html.Append("</div>").ToString();
    }

    /// <summary>Where an error happened: the place, and the line in it (0 when unknown).</summary>
    public static (string Place, int Line) PlaceOf(ErrorOutput error, int number)
    {
        var match = PlaceForm().Match(error.Traceback.Count > 0 ? error.Traceback[0] : "");
        return match.Success
            ? (match.Groups["place"].Value, match.Groups["line"].Success ? int.Parse(match.Groups["line"].ValueSpan, provider: null) : 0)
            : ($"cell {number}", 0);
    }

    private static string Error(ErrorOutput error, int number)
    {
        var (place, line) = PlaceOf(error, number);
        var where = char.ToUpperInvariant(place[0]) + place[1..] + (line > 0 ? $", line {line}" : "");
        var what = error.Name == CellError.Interrupted ? "stopped" : $"failed: {error.Name}";
        var trace = error.Traceback.Select(PlainLine).Where(l => l.Length > 0 && !IsRepetition(l)).ToArray();
        return $"""
            <div class="error" role="group" aria-label="Error">
            <p class="where">{Html.Encode($"{where} {what}")}</p>
            <p class="message">{Html.Encode(error.Value)}</p>
            {(trace.Length > 0 ? $"<pre>{Html.Encode(string.Join('\n', trace))}</pre>" : "")}
            </div>
            """;

        // The first line repeats place, name and message.
        bool IsRepetition(string text) => error.Value.Length > 0 && text.Contains(error.Value.Split('\n')[0], StringComparison.Ordinal);
    }

    private string Rich(RichOutput output)
    {
        if (ChapterDocument.ClaimIn(output) is { } claim)
        {
            return ClaimRenderer.Line(claim, page, claimsSeen.Add(claim.Id) ? ChapterDocument.AnchorOf(claim) : "");
        }

        if (output.Find(MimeTypes.Html) is { } html)
        {
            return $"<div class=\"output html\">{NetworkGuard.Disarm(links.Redirect(html))}</div>";
        }

        if (output.Find(MimeTypes.Svg) is { } svg)
        {
            return $"<div class=\"output\">{NetworkGuard.Disarm(svg)}</div>";
        }

        if (Pictures.FirstOrDefault(type => output.Find(type) is not null) is { } picture)
        {
            var data = string.Concat(output.Find(picture)!.Where(c => !char.IsWhiteSpace(c)));
            return $"<div class=\"output\"><img src=\"data:{picture};base64,{Html.Encode(data)}\" alt=\"{Html.Encode(output.Find(MimeTypes.Plain) ?? "")}\"></div>";
        }

        if (output.Find("text/markdown") is { } markdown)
        {
            return $"<div class=\"output\">{texts.Render(markdown)}</div>";
        }

        if (output.Find("text/latex") is { } latex)
        {
            return $"<div class=\"output\"><div class=\"math display\">{Html.Encode(latex.Trim().Trim('$'))}</div></div>";
        }

        return Text(output.Find(MimeTypes.Plain) ?? output.Data.Values.FirstOrDefault(""), "text");
    }

    private static string Text(string text, string kind) =>
        $"<div class=\"output {kind}\"><pre>{Html.Encode(string.Join('\n', text.TrimEnd('\n').Split('\n').Select(PlainLine)))}</pre></div>";

    /// <summary>A line as a terminal would leave it: without colours, and with what was written last over what was written first.</summary>
    private static string PlainLine(string line)
    {
        line = Escape().Replace(line, "").TrimEnd('\r');
        return line[(line.LastIndexOf('\r') + 1)..];
    }

    [GeneratedRegex(@"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")]
    private static partial Regex Escape();

    [GeneratedRegex(@"^(?<place>[^:\n]{1,80}?)(?:, line (?<line>\d{1,6}))?: ")]
    private static partial Regex PlaceForm();
}
