namespace LlmCourse.Kernel.Site;

/// <summary>Finds out where the links of a chapter's text lead on the site.</summary>
/// <param name="page">The chapter.</param>
/// <param name="document">Its text.</param>
/// <param name="find">The page and the text of another chapter by its name; null when the site has no such chapter.</param>
internal sealed class ChapterLinks(ChapterPage page, ChapterDocument document, Func<string, (ChapterPage Page, ChapterDocument Document)?> find)
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
            return document.HasAnchor(fragment) ? "#" + Uri.EscapeDataString(fragment) : null;
        }

        var file = Uri.UnescapeDataString(path);
        if (!file.EndsWith(".ipynb", StringComparison.Ordinal) || find(Path.GetFileNameWithoutExtension(file)) is not { } other)
        {
            return null;
        }

        return Uri.EscapeDataString(other.Page.FileName) + (other.Document.HasAnchor(fragment) ? "#" + Uri.EscapeDataString(fragment) : "");
    }

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

        if (IsWeb(url) || page.Folder is null || !PictureTypes.TryGetValue(Path.GetExtension(url), out var type))
        {
            return null;
        }

        var file = new FileInfo(Path.Combine(page.Folder, Uri.UnescapeDataString(url)));
        return file.Exists && file.Length <= LargestPicture
            ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file.FullName))}"
            : null;
    }

    /// <summary>True for an address that needs a network.</summary>
    public static bool IsWeb(string url) =>
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
