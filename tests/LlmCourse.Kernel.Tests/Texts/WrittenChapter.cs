using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Site;

namespace LlmCourse.Kernel.Tests.Texts;

/// <summary>A chapter of the repository: its file, the anchors that links may name, and what its code states.</summary>
internal sealed class WrittenChapter(string file)
{
    /// <summary>The numbers of all chapters that the texts speak of.</summary>
    public static IReadOnlyList<string> Numbers { get; } = [.. Enumerable.Range(0, 17).Select(number => $"{number:00}")];

    /// <summary>The chapters that are there, by their two digits.</summary>
    public static IReadOnlyDictionary<string, WrittenChapter> All { get; } = Directory.GetFiles(Folder, "*.ipynb").ToDictionary(path => Path.GetFileName(path)[..2], path => new WrittenChapter(path));

    public static string Folder => Path.Combine(TemporaryCourse.Repository, "notebooks");

    public string Name { get; } = Path.GetFileName(file);

    public Notebook Notebook { get; } = Notebook.Read(file);

    public ChapterDocument Document => field ??= new ChapterDocument(Notebook);

    public IReadOnlyList<StatedClaim> Claims => field ??= ChapterStatements.Claims(Notebook);

    public IReadOnlyList<StatedExercise> Exercises => field ??= ChapterStatements.Exercises(Notebook);

    /// <summary>What is wrong with a link of the form NN-name.ipynb#anchor; null when it leads somewhere, or to a chapter that is not written yet.</summary>
    public static string? Problem(string link)
    {
        var (name, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, "");
        var number = name.Length > 2 ? name[..2] : "";
        return !All.TryGetValue(number, out var chapter) ? (Numbers.Contains(number) ? null : $"{link}: there is no such chapter")
            : chapter.Name != name ? $"{link}: chapter {number} is {chapter.Name}"
            : anchor.Length > 0 && !chapter.Document.Headings.Any(heading => heading.Id == Uri.UnescapeDataString(anchor)) ? $"{link}: no heading of the chapter has this anchor"
            : null;
    }
}
