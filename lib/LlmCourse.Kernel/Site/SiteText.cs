using LlmCourse.Kernel.Notebooks;

namespace LlmCourse.Kernel.Site;

/// <summary>A text that lies beside the chapters, like the page for instructors or the glossary, and becomes a page of the site.</summary>
/// <param name="Name">Its file's name without the ending: <c>workshops</c>.</param>
/// <param name="Markdown">The text.</param>
public sealed record SiteText(string Name, string Markdown)
{
    /// <summary>The folder that it lies in, where its pictures are looked for; null when it has none.</summary>
    public string? Folder { get; init; }

    /// <summary>All Markdown files of a folder, by name; none where there is no such folder.</summary>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    public static IReadOnlyList<SiteText> ReadAll(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.OrdinalIgnoreCase)
            .Select(path => new SiteText(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path)) { Folder = folder })];

    /// <summary>The text as a page of one cell.</summary>
    internal ChapterPage ToPage() => new(Name, new Notebook { Cells = [new NotebookCell("text", CellKind.Markdown, Markdown.ReplaceLineEndings("\n"))] }) { Folder = Folder };
}
