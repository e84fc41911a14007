using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Site;

/// <summary>A chapter as its page shows it: the notebook, and what came of running it.</summary>
/// <param name="Name">The notebook's file name without its ending, and so the page's: <c>04-pretraining</c>.</param>
/// <param name="Notebook">The notebook; executed, unless <see cref="Status"/> is null.</param>
public sealed record ChapterPage(string Name, Notebook Notebook)
{
    /// <summary>How its run ended; null for a chapter that has not run.</summary>
    public ChapterStatus? Status { get; init; }

    /// <summary>Its claims, in order.</summary>
    public IReadOnlyList<ClaimRecord> Claims { get; init; } = [];

    /// <summary>The exercises that its reader has solved, in this run or before.</summary>
    public IReadOnlyList<string> Passed { get; init; } = [];

    /// <summary>How long it ran, waiting included.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The profile of the run; in smoke, nothing is judged.</summary>
    public CourseProfile Profile { get; init; } = CourseProfile.Quick;

    /// <summary>True where claims about time fail a run too.</summary>
    public bool Strict { get; init; }

    /// <summary>The folder in which the notebook lies, where its pictures are looked for; null when it has none.</summary>
    public string? Folder { get; init; }

    /// <summary>The page of a chapter, with what came of its run; without a result, it has not run.</summary>
    public static ChapterPage Of(Chapter chapter, ChapterResult? result, CourseProfile profile, bool strict)
    {
        ArgumentNullException.ThrowIfNull(chapter);
        return new ChapterPage(chapter.Name, chapter.Notebook)
        {
            Status = result?.Status,
            Claims = result?.Claims ?? [],
            Elapsed = result?.Elapsed ?? TimeSpan.Zero,
            Profile = profile,
            Strict = strict,
            Folder = Path.GetDirectoryName(chapter.Path),
        };
    }

    /// <summary>The chapter's two digits; the name where it has none.</summary>
    public string Number => Notebook.Chapter?.Id is { Length: > 0 } id ? id : Name;

    /// <summary>The chapter's title; the name where it has none.</summary>
    public string Title => Notebook.Chapter?.Title is { Length: > 0 } title ? title : Name;

    /// <summary>The exercises that it sets.</summary>
    internal IEnumerable<string> Exercises => Notebook.Cells.Select(cell => cell.Exercise).OfType<string>().Distinct();

    /// <summary>The file of its page.</summary>
    internal string FileName => (Name == "index" ? "index-chapter" : Name) + ".html";
}
