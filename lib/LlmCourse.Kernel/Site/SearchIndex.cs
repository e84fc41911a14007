using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using LlmCourse.Kernel.Notebooks;
using Markdig.Syntax;

namespace LlmCourse.Kernel.Site;

/// <summary>
/// What the search looks through: every section of every page with its text, the claims, the terms of the glossary, and the library's types
/// where a chapter first uses them. A page from the disk may not read a file, but it may run one: so the index is a script.
/// </summary>
internal static partial class SearchIndex
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly Lazy<HashSet<string>> Types = new(() =>
        [.. ((System.Reflection.Assembly[])[typeof(Model.Gpt).Assembly, typeof(Display.Figure).Assembly]).SelectMany(from => from.GetExportedTypes()).Select(type => type.Name.Split('`')[0])]);

    /// <summary>The script.</summary>
    public static string Write(IReadOnlyList<SitePage> pages, Glossary? glossary)
    {
        var entries = pages.SelectMany((page, i) => EntriesOf(page, glossary).Select(entry => new object[] { i, entry.Anchor, entry.Kind, entry.Title, entry.Text }));
        var index = new { pages = pages.Select(page => new[] { Uri.EscapeDataString(page.Page.FileName), page.Name }), entries };
        return $"window.llmcourseSearch = {JsonSerializer.Serialize(index, Options)};\n";
    }

    private static IEnumerable<SearchEntry> EntriesOf(SitePage page, Glossary? glossary)
    {
        var terms = Glossary.IsOn(page) ? glossary?.Terms ?? [] : [];
        return
        [
            .. Sections(page).Where(section => !terms.Any(term => term.Anchor == section.Anchor)),
            .. page.Page.Claims.Where(page.Document.Makes).Select(claim => new SearchEntry(ChapterDocument.AnchorOf(claim), "claim", claim.Id, claim.Statement)),
            .. TypesOf(page),
            .. terms.Select(term => new SearchEntry(term.Anchor, "term", term.Name, term.Meaning)),
        ];
    }

    private static List<SearchEntry> Sections(SitePage page)
    {
        var sections = new List<SearchEntry>();
        var (anchor, title, text) = ("", page.Title, new StringBuilder(page.Page.Notebook.Chapter?.Question ?? ""));
        var headings = new Queue<Heading>(page.Document.Headings);
        foreach (var block in page.Page.Notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).SelectMany(page.Document.TextOf))
        {
            if (block is HeadingBlock && headings.TryDequeue(out var heading))
            {
                sections.Add(new SearchEntry(anchor, "section", title, text.ToString()));
                (anchor, title, text) = (heading.Id, heading.Text, new StringBuilder());
            }
            else
            {
                text.Append(text.Length > 0 ? " " : "").Append(PlainText.Of(block));
            }
        }

        sections.Add(new SearchEntry(anchor, "section", title, text.ToString()));
        return sections;
    }

    private static List<SearchEntry> TypesOf(SitePage page)
    {
        var (found, seen) = (new List<SearchEntry>(), new HashSet<string>());
        foreach (var (number, cell) in page.Page.Notebook.Cells.Where(cell => cell.Kind == CellKind.Code).Index())
        {
            foreach (var name in Word().EnumerateMatches(cell.Source))
            {
                var word = cell.Source.Substring(name.Index, name.Length);
                if (Types.Value.Contains(word) && seen.Add(word))
                {
                    found.Add(new SearchEntry(ChapterDocument.AnchorOf(number + 1), "type", word, ""));
                }
            }
        }

        return found;
    }

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w+")]
    private static partial Regex Word();
}
