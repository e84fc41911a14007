using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the code in a chapter's text; C# is highlighted as it is in cells.</summary>
internal sealed class CodeRenderer : HtmlObjectRenderer<CodeBlock>
{
    /// <summary>
    /// C# as lines that continue below their own beginning where the page is narrower than they are; <paramref name="wrong"/> is the number
    /// of the line that an error happened in.
    /// </summary>
    public static string Lines(string source, int wrong = 0) => string.Join('\n', CSharpHighlighter.Highlight(source).Select((line, i) =>
    {
        var indent = line.Length - line.TrimStart(' ').Length;
        return $"<span class=\"{(i + 1 == wrong ? "line wrong" : "line")}\"{(indent > 0 ? $" style=\"--indent:{indent}\"" : "")}>{line}</span>";
    }));

    protected override void Write(HtmlRenderer renderer, CodeBlock code)
    {
        var source = code.Lines.ToString();
        var isCSharp = code is FencedCodeBlock { Info: "csharp" or "cs" or "c#" };
        renderer.EnsureLine();
        renderer.Write("<div class=\"code\"><pre><code>");
        renderer.Write(isCSharp ? Lines(source) : Html.Encode(source));
        renderer.WriteLine("</code></pre></div>");
    }
}
