using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;

namespace LlmCourse.Kernel.Lint;

/// <summary>
/// Checks that a chapter opens, runs and reads the same in every host and for every reader: the portable dialect, short cells, alt text,
/// outputs that speak of no machine and no moment, and the metadata that the hosts look for.
/// </summary>
public static partial class NotebookLint
{
    private static readonly string[] TextForms = [MimeTypes.Plain, MimeTypes.Html, "text/markdown"];

    /// <summary>What is wrong with the notebook, first to last; empty when nothing is.</summary>
    public static IReadOnlyList<LintFinding> Check(Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        return [.. CheckMetadata(notebook), .. notebook.Cells.SelectMany((cell, i) => CheckCell(notebook, cell, i + 1))];
    }

    private static IEnumerable<LintFinding> CheckMetadata(Notebook notebook)
    {
        if (notebook.Chapter is null)
        {
            yield return new LintFinding(0, 0, "The notebook's metadata say nothing about the chapter ('course'); see another chapter for what belongs there.");
        }

        foreach (var key in new[] { "kernelspec", "language_info", "polyglot_notebook" })
        {
            if (notebook.Metadata[key] is not JsonObject)
            {
                yield return new LintFinding(0, 0, $"The notebook's metadata lack '{key}', by which a host chooses its kernel; 'course refresh' writes it.");
            }
        }
    }

    private static IEnumerable<LintFinding> CheckCell(Notebook notebook, NotebookCell cell, int number)
    {
        if (cell.Kind == CellKind.Markdown)
        {
            return Lines(cell.Source).Where(line => PictureWithoutAlt().IsMatch(line.Text))
                .Select(line => new LintFinding(number, line.Number, "this picture has no alt text; say between the brackets what it shows."));
        }

        if (cell.Kind != CellKind.Code)
        {
            return [];
        }

        var isFirst = notebook.Cells.First(c => c.Kind == CellKind.Code) == cell;
        return [
            .. CodeLint.Check(cell.Source, isFirst).Select(found => new LintFinding(number, found.Line, found.Message)),
            .. CheckCodeMetadata(cell).Select(message => new LintFinding(number, 0, message)),
            .. cell.Outputs.SelectMany(CheckOutput).Select(found => new LintFinding(number, found.Line, found.Message)),
        ];
    }

    private static IEnumerable<string> CheckCodeMetadata(NotebookCell cell)
    {
        foreach (var key in new[] { "dotnet_interactive", "polyglot_notebook" })
        {
            if (cell.Metadata[key] is not JsonObject)
            {
                yield return $"its metadata lack '{key}', by which Polyglot Notebooks know the language; 'course refresh' writes it.";
            }
        }

        if (cell.ExecutionCount is not null)
        {
            yield return "it keeps an execution count, which differs from run to run; 'course refresh' takes it out.";
        }
    }

    private static IEnumerable<(int Line, string Message)> CheckOutput(CellOutput output) => output switch
    {
        StreamOutput stream => CheckText(stream.Text),
        ErrorOutput error => [(0, $"its stored output is an error, {error.Name}: {error.Value}")],
        RichOutput rich when rich.Find(MimeBundle.ProgressType) is not null => [(0, "its stored output holds a progress bar; 'course refresh' takes it out.")],
        RichOutput rich when rich.Find(MimeBundle.ClaimType) is null && rich.Find(MimeBundle.ExerciseType) is null =>
            TextForms.SelectMany(form => CheckText(rich.Find(form) ?? "")).Distinct(),
        _ => [],
    };

    private static IEnumerable<(int Line, string Message)> CheckText(string text) =>
        Lines(text).Where(line => MachineText.Remove(line.Text) != line.Text)
            .Select(line => (line.Number, $"its output, line {line.Number}, speaks of this machine or moment: {Cut(line.Text)}; 'course refresh' takes that out."));

    private static string Cut(string line) => line.Trim() is { Length: > 80 } text ? $"{text[..80]}…" : line.Trim();

    private static IEnumerable<(int Number, string Text)> Lines(string text) => text.Split('\n').Select((line, i) => (i + 1, line));

    [GeneratedRegex("""!\[\s*\]\(|<img(?![^>]*\balt="[^"]+)""")]
    private static partial Regex PictureWithoutAlt();
}
