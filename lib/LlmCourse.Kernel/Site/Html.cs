using System.Text;

namespace LlmCourse.Kernel.Site;

/// <summary>The few things that pages need of HTML.</summary>
internal static class Html
{
    /// <summary>Text as it may stand in an element or in a quoted attribute.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '&' => encoded.Append("&amp;"),
                '"' => encoded.Append("&quot;"),
                '\'' => encoded.Append("&#39;"),
                '\t' or '\n' or '\r' => encoded.Append(character),
                < ' ' => encoded.Append('\uFFFD'), // HTML knows no such characters
                _ => encoded.Append(character),
            };
        }

        return encoded.ToString();
    }

    /// <summary>The name of a file as a link to it, or to an anchor in it; no name for this very page.</summary>
    public static string Link(string fileName, string fragment = "") =>
        Encode(Uri.EscapeDataString(fileName) + (fragment.Length > 0 ? "#" + Uri.EscapeDataString(fragment) : ""));
}
