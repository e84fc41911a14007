using System.Net;
using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Site;

/// <summary>Finds out where the links of a page's text lead on the site.</summary>
/// <param name="page">The page.</param>
/// <param name="find">The page that was made of a file in <c>notebooks/</c>; null when the site has no such page.</param>
internal sealed partial class ChapterLinks(SitePage page, Func<string, SitePage?> find)
{
    private const int LargestPicture = 4 << 20;

    private static readonly Dictionary<string, string> PictureTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
    };

    /// <summary>The address for a link, or null where it leads to nothing that belongs to the site.</summary>
    public string? Resolve(string url)
    {
        if (IsWeb(url) || url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        {
            return url;
        }

        var (path, fragment) = url.Split('#', 2) is [var before, var after] ? (before, Uri.UnescapeDataString(after)) : (url, "");
        if (path.Length == 0)
        {
            return page.Document.HasAnchor(fragment) ? "#" + Uri.EscapeDataString(fragment) : null;
        }

        var file = Uri.UnescapeDataString(path);
        return find(file.EndsWith(".ipynb", StringComparison.Ordinal) ? Path.GetFileName(file) : file) is not { } other ? null
            : Uri.EscapeDataString(other.Page.FileName) + (other.Document.HasAnchor(fragment) ? "#" + Uri.EscapeDataString(fragment) : "");
    }

    /// <summary>HTML that a cell showed, with its links leading where those of the text lead; of a link to nothing only the words stay.</summary>
    public string Redirect(string html) => Anchor().Replace(html, link => Resolve(WebUtility.HtmlDecode(link.Groups["url"].Value)) is { } address
        ? $"<a href=\"{Html.Encode(address)}\">{link.Groups["words"].Value}</a>"
        : $"<span class=\"elsewhere\" title=\"{link.Groups["url"].Value}\">{link.Groups["words"].Value}</span>");

    /// <summary>The picture itself as an address, or null where it is not on this machine.</summary>
    public string? ResolvePicture(string url, Func<string, string?> attachment)
    {
        const string Attachment = "attachment:";
        if (url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
        {
            return url;
        }

        if (url.StartsWith(Attachment, StringComparison.Ordinal))
        {
            return attachment(Uri.UnescapeDataString(url[Attachment.Length..]));
        }

        if (IsWeb(url) || page.Page.Folder is null || !PictureTypes.TryGetValue(Path.GetExtension(url), out var type))
        {
            return null;
        }

        var file = new FileInfo(Path.Combine(page.Page.Folder, Uri.UnescapeDataString(url)));
        return file.Exists && file.Length <= LargestPicture
            ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file.FullName))}"
            : null;
    }

    /// <summary>True for an address that needs a network.</summary>
    public static bool IsWeb(string url) =>
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""<a href="(?<url>[^"]*)">(?<words>[^<]*)</a>""")]
    private static partial Regex Anchor();
}
