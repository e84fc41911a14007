using System.Net;
using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Tests.Site;

/// <summary>Reads a page as far as tests need it: its elements in order, their attributes, and its text.</summary>
internal sealed partial class PageReader
{
    private static readonly string[] Void = ["meta", "link", "img", "br", "hr", "input", "source"];

    public PageReader(string html)
    {
        var open = new Stack<string>();
        foreach (Match match in Tag().Matches(html))
        {
            var name = match.Groups["name"].Value.ToLowerInvariant();
            if (match.Groups["comment"].Success || name.Length == 0)
            {
                continue;
            }

            if (match.Groups["end"].Success)
            {
                if (open.Count == 0 || open.Pop() != name)
                {
                    Unbalanced.Add(match.Value);
                }

                continue;
            }

            var attributes = Attribute().Matches(match.Groups["attributes"].Value)
                .GroupBy(a => a.Groups["key"].Value.ToLowerInvariant())
                .ToDictionary(g => g.Key, g => WebUtility.HtmlDecode(g.First().Groups["value"].Value));
            Elements.Add((name, attributes));
            if (!Void.Contains(name) && !match.Groups["closed"].Success && !match.Groups["raw"].Success)
            {
                open.Push(name);
            }
        }

        Unbalanced.AddRange(open);
    }

    public List<(string Name, Dictionary<string, string> Attributes)> Elements { get; } = [];

    public List<string> Unbalanced { get; } = [];

    public IEnumerable<string> Ids => Elements.Select(e => e.Attributes.GetValueOrDefault("id")).OfType<string>();

    /// <summary>What the page makes a browser load.</summary>
    public IEnumerable<string> Loads => Elements
        .Where(e => e.Name is not "a")
        .SelectMany(e => e.Attributes.Where(a => a.Key is "src" or "srcset" or "href" or "xlink:href" or "data" or "poster" or "action").Select(a => a.Value));

    public IEnumerable<string> Links => Elements.Where(e => e.Name == "a").Select(e => e.Attributes.GetValueOrDefault("href")).OfType<string>();

    /// <summary>The elements as <c>name.class</c>, in order.</summary>
    public IEnumerable<string> Outline => Elements.Select(e => e.Attributes.TryGetValue("class", out var kind) ? $"{e.Name}.{kind}" : e.Name);

    /// <summary>The page without its tags.</summary>
    public static string TextOf(string html) => WebUtility.HtmlDecode(Tag().Replace(html, ""));

    [GeneratedRegex("""(?<comment><!--.*?-->|<!DOCTYPE[^>]*>)|<(?<raw>(?<name>script|style)\b(?<attributes>[^>]*)>.*?</\k<name>)>|<(?<end>/)?(?<name>[a-zA-Z][\w:-]*)(?<attributes>(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*(?<closed>/)?>""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex("""(?<key>[\w:-]+)(?:\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'>]+)))?""")]
    private static partial Regex Attribute();
}
