using LlmCourse.Kernel.Site;

namespace LlmCourse.Kernel.Tests.Site;

/// <summary>Looks through a site for links that lead nowhere, ids that stand twice, tags that do not close, and pictures without words.</summary>
internal static class SiteCheck
{
    /// <summary>One line for each problem.</summary>
    public static IReadOnlyList<string> ProblemsOf(string folder)
    {
        var pages = Directory.EnumerateFiles(folder, "*.html").ToDictionary(path => Path.GetFileName(path), path => new PageReader(File.ReadAllText(path)));
        return [.. pages.SelectMany(page => ProblemsOf(folder, page.Key, page.Value, pages).Select(problem => $"{page.Key}: {problem}"))];
    }

    private static IEnumerable<string> ProblemsOf(string folder, string name, PageReader page, Dictionary<string, PageReader> pages)
    {
        foreach (var link in page.Links.Concat(page.Loads).Distinct().Where(link => !ChapterLinks.IsWeb(link) && !link.StartsWith("data:", StringComparison.Ordinal)))
        {
            var (target, fragment) = link.Split('#', 2) is [var path, var id] ? (Uri.UnescapeDataString(path), Uri.UnescapeDataString(id)) : (Uri.UnescapeDataString(link), "");
            target = target.Length == 0 ? name : target;
            if (!File.Exists(Path.Combine(folder, target)))
            {
                yield return $"links to {link}, which is not there";
            }
            else if (fragment.Length > 0 && !pages[target].Ids.Contains(fragment))
            {
                yield return $"links to {link}, but {target} has no such place";
            }
        }

        foreach (var twice in page.Ids.GroupBy(id => id).Where(group => group.Count() > 1))
        {
            yield return $"has the id {twice.Key} {twice.Count()} times";
        }

        if (page.Unbalanced.Count > 0)
        {
            yield return $"does not close {string.Join(", ", page.Unbalanced)}";
        }

        foreach (var (element, attributes) in page.Elements)
        {
            var words = element == "img" ? attributes.GetValueOrDefault("alt") : attributes.GetValueOrDefault("aria-label");
            if ((element == "img" || attributes.GetValueOrDefault("role") == "img") && string.IsNullOrWhiteSpace(words))
            {
                yield return $"has a picture without words: {element}";
            }
        }
    }
}
