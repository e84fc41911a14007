using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Site;

/// <summary>Keeps HTML that a chapter brings along from loading anything over the network: a page must be whole without one.</summary>
internal static partial class NetworkGuard
{
    /// <summary>The HTML with each load from elsewhere disarmed: the address stays to be read, in <c>data-offline-…</c>.</summary>
    public static string Disarm(string html)
    {
        while (Attribute().IsMatch(html))
        {
            html = Attribute().Replace(html, "${before} data-offline-${name}="); // one attribute of an element at a time
        }

        return Import().Replace(StyleAddress().Replace(html, "none"), "");
    }

    [GeneratedRegex("""(?<before><(?:img|script|iframe|embed|object|video|audio|source|track|link|image|use|input|frame)\b[^>]*?)\s(?<name>src|srcset|href|xlink:href|data|poster)\s*=(?=\s*["']?\s*(?:https?:)?//)""", RegexOptions.IgnoreCase)]
    private static partial Regex Attribute();

    [GeneratedRegex("""url\(\s*(?:&quot;|["'])?\s*(?:https?:)?//[^)]*\)""", RegexOptions.IgnoreCase)]
    private static partial Regex StyleAddress();

    [GeneratedRegex("""@import\s+["'](?:https?:)?//[^;]*;?""", RegexOptions.IgnoreCase)]
    private static partial Regex Import();
}
