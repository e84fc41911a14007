using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LlmCourse.Kernel.Site;

/// <summary>The Markdown of a chapter, or of a text beside the chapters, parsed: its title, its headings with their anchors, and whether it has formulas.</summary>
internal sealed class ChapterDocument
{
    private readonly Dictionary<NotebookCell, MarkdownDocument> texts = [];
    private readonly HashSet<string> ids = ["main", "claims"];
    private readonly HashSet<string> claims;

    public ChapterDocument(Notebook notebook)
    {
        var codeCells = notebook.Cells.Count(c => c.Kind == CellKind.Code);
        for (var i = 1; i <= codeCells; i++)
        {
            ids.Add(AnchorOf(i));
        }

        claims = [.. notebook.Cells.SelectMany(c => c.Outputs).Select(ClaimIn).OfType<ClaimRecord>().Select(c => c.Id)];
        ids.UnionWith(claims.Select(AnchorOfClaim));

        foreach (var cell in notebook.Cells.Where(c => c.Kind == CellKind.Markdown))
        {
            var text = Markdown.Parse(cell.Source, Pipeline);
            if (Title is null && texts.Count == 0 && text.FirstOrDefault() is HeadingBlock { Level: 1 } title)
            {
                Title = PlainText.Of(title);
                text.Remove(title);
            }

            texts[cell] = text;
            foreach (var heading in text.Descendants<HeadingBlock>())
            {
                heading.Level = Math.Max(2, heading.Level); // the page has one title
                var words = PlainText.Of(heading);
                var id = AddAnchor(words);
                heading.GetAttributes().Id = id;
                heading.Inline?.AppendChild(new HtmlInline($"<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section\">#</a>"));
                Headings.Add(new Heading(heading.Level, id, words));
            }
        }

        HasFormulas = texts.Values.Any(text => text.Descendants().Any(node => node is MathInline or MathBlock))
            || notebook.Cells.SelectMany(c => c.Outputs).OfType<RichOutput>().Any(o => o.Find("text/latex") is not null);
    }

    /// <summary>The Markdown that pages understand: tables, formulas, task lists, alerts, links that are written out.</summary>
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .UsePipeTables().UseMathematics().UseTaskLists().UseAlertBlocks().UseAutoLinks().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .Build();

    /// <summary>The heading with which the first text begins; null when it begins with something else.</summary>
    public string? Title { get; }

    /// <summary>All headings but the title.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>True when there is something for KaTeX to set.</summary>
    public bool HasFormulas { get; }

    /// <summary>The anchor of a code cell, counted from 1.</summary>
    public static string AnchorOf(int codeCell) => string.Create(CultureInfo.InvariantCulture, $"cell-{codeCell}");

    /// <summary>The anchor of a claim, where it is made.</summary>
    public static string AnchorOf(ClaimRecord claim) => AnchorOfClaim(claim.Id);

    /// <summary>The claim that an output makes, or null.</summary>
    public static ClaimRecord? ClaimIn(CellOutput output)
    {
        try
        {
            return output is RichOutput rich && rich.Find(MimeBundle.ClaimType) is { } record
                && ClaimRecord.Read(record) is { Id.Length: > 0, Statement: not null } claim ? claim : null;
        }
        catch (JsonException)
        {
            return null; // A cell may show what it likes under this type; its other forms are shown then.
        }
    }

    /// <summary>True when an output of the chapter makes the claim, and so there is a place to link to.</summary>
    public bool Makes(ClaimRecord claim) => claims.Contains(claim.Id);

    /// <summary>The parsed text of a Markdown cell.</summary>
    public MarkdownDocument TextOf(NotebookCell cell) => texts[cell];

    /// <summary>True when a link to the anchor leads somewhere.</summary>
    public bool HasAnchor(string id) => ids.Contains(id);

    /// <summary>An anchor named by the words, which nothing else on the page has.</summary>
    public string AddAnchor(string words) => Free(Slug(words));

    private static string AnchorOfClaim(string id) => "claim-" + id;

    /// <summary>An anchor of that name, with a number behind it where the name is taken.</summary>
    private string Free(string id)
    {
        var free = id;
        for (var n = 1; !ids.Add(free); n++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{id}-{n}");
        }

        return free;
    }

    /// <summary>As code hosts make anchors of headings: small letters, digits, hyphens.</summary>
    private static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var character in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(character) || character is '-' or '_')
            {
                slug.Append(character);
            }
            else if (character == ' ')
            {
                slug.Append('-');
            }
        }

        return slug.Length > 0 ? slug.ToString() : "section";
    }
}
