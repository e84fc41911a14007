using System.Text.RegularExpressions;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LlmCourse.Kernel.Site;

/// <summary>
/// The terms of <c>glossary.md</c>, and their links in the chapters. A term is a heading of the third level with its explanation below it,
/// or the bold words that begin a paragraph or an item, with the explanation behind them: <c>**perplexity** (PPL): the exponential of the
/// loss</c>. An abbreviation in brackets is another name of it.
/// </summary>
internal sealed partial class Glossary
{
    private readonly string page;
    private readonly Regex names;
    private readonly Dictionary<string, GlossaryTerm> byName;

    private Glossary(string page, IReadOnlyList<GlossaryTerm> terms)
    {
        (this.page, Terms) = (page, terms);
        byName = terms.SelectMany(term => term.Forms.Select(form => (form: Key(form), term))).DistinctBy(named => named.form, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(named => named.form, named => named.term, StringComparer.OrdinalIgnoreCase);
        var words = byName.Keys.OrderByDescending(form => form.Length).Select(form => IsProper(form) ? Pattern(form) : $"(?i:{Pattern(form)})");
        names = new Regex($@"(?<![\w\-/.])(?<name>{string.Join('|', words)})(?:e?s)?(?![\w\-/])");
    }

    /// <summary>All terms, in the glossary's order.</summary>
    public IReadOnlyList<GlossaryTerm> Terms { get; }

    /// <summary>True for the page that explains the terms.</summary>
    public static bool IsOn(SitePage page) => page is { IsText: true, Page.Name: "glossary" };

    /// <summary>Reads the terms and gives each an anchor; null where the page is no glossary.</summary>
    public static Glossary? Of(SitePage page)
    {
        var terms = !IsOn(page) ? []
            : page.Page.Notebook.Cells.SelectMany(cell => Read(page.Document, page.Document.TextOf(cell))).ToList();
        return terms.Count == 0 ? null : new Glossary(page.Page.FileName, terms);
    }

    /// <summary>Links each term where a chapter first mentions it in its running text.</summary>
    public void Link(SitePage chapter)
    {
        var left = Terms.ToHashSet();
        foreach (var text in chapter.Page.Notebook.Cells.Where(cell => cell.Kind == Notebooks.CellKind.Markdown).Select(chapter.Document.TextOf))
        {
            foreach (var paragraph in text.Descendants<ParagraphBlock>().Where(block => !IsInTable(block)).ToList())
            {
                foreach (var literal in (paragraph.Inline?.Descendants<LiteralInline>() ?? []).Where(inline => !IsLinked(inline)).ToList())
                {
                    Link(literal, left);
                }
            }
        }
    }

    private void Link(LiteralInline literal, HashSet<GlossaryTerm> left)
    {
        var text = literal.Content.ToString();
        var (at, last) = (0, (Inline)literal);
        foreach (Match match in names.Matches(text))
        {
            if (byName.TryGetValue(Key(match.Groups["name"].Value), out var term) && left.Remove(term))
            {
                last = After(last, new LiteralInline(new StringSlice(text, at, match.Index - 1)));
                last = After(last, new TermInline(match.Value, term, $"{Uri.EscapeDataString(page)}#{Uri.EscapeDataString(term.Anchor)}"));
                at = match.Index + match.Length;
            }
        }

        if (last != literal)
        {
            After(last, new LiteralInline(new StringSlice(text, at, text.Length - 1)));
            literal.Remove();
        }

        static Inline After(Inline before, Inline inline)
        {
            before.InsertAfter(inline);
            return inline;
        }
    }

    private static IEnumerable<GlossaryTerm> Read(ChapterDocument document, MarkdownDocument text)
    {
        HeadingBlock? heading = null;
        foreach (var block in text.Descendants().Where(node => node is HeadingBlock or ParagraphBlock).ToList())
        {
            if (block is HeadingBlock next)
            {
                heading = next.Level >= 3 ? next : null;
            }
            else if (block is ParagraphBlock { Inline.FirstChild: EmphasisInline { DelimiterCount: 2 } bold } explained && heading is null)
            {
                var name = PlainText.Of(bold);
                var (spoken, forms) = Names(name, Behind(PlainText.Of(explained)[name.Length..], out var meaning));
                var anchor = document.AddAnchor(spoken);
                bold.GetAttributes().Id = anchor;
                yield return new GlossaryTerm(spoken, forms, anchor, meaning);
            }
            else if (block is ParagraphBlock paragraph && heading is not null)
            {
                var (spoken, forms) = Names(PlainText.Of(heading), "");
                yield return new GlossaryTerm(spoken, forms, heading.GetAttributes().Id!, Place().Replace(PlainText.Of(paragraph), ""));
                heading = null;
            }
        }
    }

    /// <summary>The brackets right behind a bold term, and what comes after them.</summary>
    private static string Behind(string text, out string meaning)
    {
        var brackets = LeadingBrackets().Match(text);
        meaning = Place().Replace(text[brackets.Length..], "").TrimStart(' ', ':', '.', ',', ';', '-', '–', '—');
        meaning = meaning.Length > 0 ? char.ToUpperInvariant(meaning[0]) + meaning[1..] : meaning;
        return brackets.Groups["in"].Value;
    }

    /// <summary>
    /// The term without its brackets, and all names of it: <c>bias, length</c> is also met as "length bias", and abbreviations may stand in
    /// the brackets.
    /// </summary>
    private static (string Spoken, IReadOnlyList<string> Forms) Names(string name, string behind)
    {
        name = name.TrimEnd(':', '.');
        var inside = Brackets().Match(name) is { Success: true } brackets ? brackets.Groups["in"].Value : behind;
        var spoken = Brackets().Replace(name, "").Trim();
        string[] turned = spoken.Split(", ") is [var noun, var kind] && !Qualified().IsMatch(kind) ? [$"{kind} {noun}"] : [];
        var abbreviations = inside.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(form => IsProper(form) && form.Length <= 24);
        return (spoken, [.. ((string[])[spoken, .. turned, .. abbreviations]).Where(form => form.Length > 1).Distinct()]);
    }

    /// <summary>A form whose words may be joined by hyphens or not: byte-pair encoding, byte pair encoding.</summary>
    private static string Pattern(string form) => string.Join(@"[\s-]", form.Split(' ').Select(Regex.Escape));

    private static string Key(string form) => form.Replace('-', ' ');

    /// <summary>True for abbreviations and names, which are written in one way only.</summary>
    private static bool IsProper(string form) => form.Skip(1).Any(char.IsUpper);

    private static bool IsInTable(Block block) => block.Parent is TableCell || (block.Parent is not null && IsInTable(block.Parent));

    private static bool IsLinked(Inline inline) => inline.Parent is LinkInline || (inline.Parent is not null && IsLinked(inline.Parent));

    [GeneratedRegex(@"\s*\((?<in>[^)]*)\)\s*$")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"^\s*\((?<in>[^)]*)\)")]
    private static partial Regex LeadingBrackets();

    [GeneratedRegex(@"^(?:of|in|as|by|for)\b")]
    private static partial Regex Qualified();

    /// <summary>Where the course introduces a term: it ends the explanation, and needs no place beside a word.</summary>
    [GeneratedRegex(@"\s+(?:See )?[Cc]hapters? \d\d\b(?:, .*)?$")]
    private static partial Regex Place();
}
