using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace LlmCourse.Kernel.Site;

/// <summary>Writes the code in a chapter's text; C# is highlighted as it is in cells.</summary>
internal sealed class CodeRenderer : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock code)
    {
        var source = code.Lines.ToString();
        var isCSharp = code is FencedCodeBlock { Info: "csharp" or "cs" or "c#" };
        renderer.EnsureLine();
        renderer.Write("<div class=\"code\"><pre><code>");
        renderer.Write(isCSharp ? string.Join('\n', CSharpHighlighter.Highlight(source)) : Html.Encode(source));
        renderer.WriteLine("</code></pre></div>");
    }
}
