namespace LlmCourse.Kernel.Site;

/// <summary>What all pages share around their text.</summary>
internal static class PageFrame
{
    /// <summary>A whole page; <paramref name="title"/> and <paramref name="description"/> are plain text, the rest is HTML.</summary>
    public static string Fill(string title, string description, string kind, string body, string navigation = "", bool hasFormulas = false) =>
        Template.Fill("page.html", new Dictionary<string, string>
        {
            ["title"] = Html.Encode(title),
            ["description"] = Html.Encode(description),
            ["head"] = hasFormulas ? "<link rel=\"stylesheet\" href=\"assets/katex/katex.min.css\">\n<script defer src=\"assets/katex/katex.min.js\"></script>\n" : "",
            ["kind"] = kind,
            ["navigation"] = navigation,
            ["body"] = body,
        });
}
