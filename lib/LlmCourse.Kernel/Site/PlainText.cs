using System.Text;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LlmCourse.Kernel.Site;

/// <summary>The words of parsed Markdown, without its marks.</summary>
internal static class PlainText
{
    /// <summary>The words of a block and of all that is in it.</summary>
    public static string Of(MarkdownObject block)
    {
        var text = new StringBuilder();
        foreach (var node in block is LeafBlock leaf ? [leaf, .. leaf.Inline?.Descendants() ?? []] : block.Descendants())
        {
            text.Append(node switch
            {
                CodeBlock code => code.Lines.ToString() + ' ', // and blocks of formulas
                LeafBlock => " ",
                LiteralInline literal => literal.Content.ToString(),
                TermInline term => term.Words,
                CodeInline code => code.Content,
                MathInline formula => formula.Content.ToString(),
                AutolinkInline link => link.Url,
                LineBreakInline => " ",
                _ => "",
            });
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
