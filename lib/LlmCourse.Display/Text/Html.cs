using System.Text;
using System.Text.RegularExpressions;

namespace LlmCourse.Display.Text;

/// <summary>The few things that our HTML needs.</summary>
internal static partial class Html
{
    /// <summary>Text as it may stand in an element or in a quoted attribute, of HTML and of XML.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '&' => encoded.Append("&amp;"),
                '"' => encoded.Append("&quot;"),
                '\'' => encoded.Append("&#39;"),
                '\t' or '\n' or '\r' => encoded.Append((char)rune.Value),
                < ' ' or 0xFFFE or 0xFFFF => encoded.Append('\uFFFD'), // XML knows no such characters
                _ => encoded.Append(rune.ToString()),
            };
        }

        return encoded.ToString();
    }

    /// <summary>The same, with words between `backticks` as code.</summary>
    public static string EncodeWithCode(string text) => Code().Replace(Encode(text), "<code>$1</code>");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
