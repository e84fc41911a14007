using System.Globalization;
using System.Text.RegularExpressions;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Authoring;

/// <summary>Adds an exercise to a chapter, behind the others, and a section to the file of its solutions.</summary>
internal sealed partial class NewExercise
{
    private readonly CourseFolder course;
    private readonly Chapter chapter;

    private NewExercise(CourseFolder course, Chapter chapter, ExerciseTemplate template, int behind) =>
        (this.course, this.chapter, Template, Behind) = (course, chapter, template, behind);

    /// <summary>What is added.</summary>
    public ExerciseTemplate Template { get; }

    /// <summary>The cell that the new ones come after, counted from 0.</summary>
    public int Behind { get; }

    /// <summary>True when a later heading has the new exercise's number already.</summary>
    public bool TakesANumber => chapter.Notebook.Cells.Skip(Behind + 1).Any(cell => NumbersIn(cell).Contains(Template.Number));

    /// <summary>Checks a request, so that nothing is written that does not fit.</summary>
    /// <exception cref="UsageException">The slug or the chapter cannot be used.</exception>
    public static NewExercise Plan(CourseFolder course, string chapterName, string slug, string? title, int minutes)
    {
        var chapter = Chapter.Read(new ChapterCatalog(course, "new-exercise").Find(chapterName));
        if (!SlugForm().IsMatch(slug) || slug.Length > 40)
        {
            throw new UsageException($"'{slug}' cannot name an exercise; give two or three small words with hyphens between them, like break-even. The chapter's number is put before it.");
        }

        if (minutes is < 1 or > 240)
        {
            throw new UsageException($"--minutes is {minutes}, but an exercise takes 1 to 240 minutes.");
        }

        var (id, cells) = ($"{chapter.Number}-{slug}", chapter.Notebook.Cells);
        var solutions = SolutionFile.Read(course, chapter);
        if (cells.Any(cell => cell.Exercise == id || cell.Source.Contains($"new Exercise(\"{id}\"", StringComparison.Ordinal)) || solutions.Has(id))
        {
            throw new UsageException($"Chapter {chapter.Number} has an exercise {id} already; choose another name. Its exercises are: {string.Join(", ", chapter.Exercises)}.");
        }

        if (cells.Count == 0)
        {
            throw new UsageException($"{chapter.Path} has no cells to put an exercise after.");
        }

        var behind = LastOf(chapter);
        var number = cells.Take(behind + 1).SelectMany(NumbersIn).DefaultIfEmpty(0).Last() + 1;
        var words = slug.Replace('-', ' ');
        return new NewExercise(course, chapter, new ExerciseTemplate(id, number, string.IsNullOrWhiteSpace(title) ? char.ToUpperInvariant(words[0]) + words[1..] : title.Trim(), minutes), behind);
    }

    /// <summary>Writes the files, the notebook last, and returns their paths; where the notebook cannot be written, nothing is changed.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public IReadOnlyList<string> Write()
    {
        var notebook = NotebookSplice.InsertAfter(File.ReadAllBytes(chapter.Path), Behind, Template.Cells);
        var written = new List<(string Path, string? Before)>();
        try
        {
            foreach (var (ending, code) in Template.Sections)
            {
                var path = Path.Combine(course.Solutions, chapter.Name + ending);
                var before = File.Exists(path) ? File.ReadAllText(path) : null;
                var text = before ?? $"// Solutions of chapter {chapter.Number}. Each section takes the place of the exercise's cell.\n";
                AtomicFile.WriteText(path, $"{text.TrimEnd('\n')}\n\n// exercise: {Template.Id}\n{code}\n");
                written.Add((path, before));
            }

            AtomicFile.Write(chapter.Path, stream => stream.Write(notebook));
        }
        catch (IOException)
        {
            foreach (var (path, before) in written)
            {
                if (before is null)
                {
                    File.Delete(path);
                }
                else
                {
                    AtomicFile.WriteText(path, before);
                }
            }

            throw;
        }

        return [chapter.Path, .. written.Select(file => file.Path)];
    }

    /// <summary>The last cell of the last exercise: its stub, or its check right behind it; the notebook's last cell where it has no exercise.</summary>
    private static int LastOf(Chapter chapter)
    {
        var cells = chapter.Notebook.Cells;
        var stub = cells.Count - 1;
        while (stub >= 0 && cells[stub].Exercise is null)
        {
            stub--;
        }

        return stub < 0 ? cells.Count - 1
            : stub + 1 < cells.Count && cells[stub + 1].Source.Contains($"new Exercise(\"{cells[stub].Exercise}\"", StringComparison.Ordinal) ? stub + 1 : stub;
    }

    private static IEnumerable<int> NumbersIn(NotebookCell cell) => cell.Kind != CellKind.Markdown ? []
        : NumberForm().Matches(cell.Source).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*\z")]
    private static partial Regex SlugForm();

    [GeneratedRegex(@"^(?:###\s+|\*\*)(\d{1,2})\s+·", RegexOptions.Multiline)]
    private static partial Regex NumberForm();
}
