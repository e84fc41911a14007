using System.Text.RegularExpressions;
using LlmCourse.Kernel.Notebooks;

namespace LlmCourse.Kernel.Running;

/// <summary>
/// Typical wrong answers to a chapter's exercises: a C# file beside the solutions, <c>NN-name.mistakes.csx</c>. A line
/// <c>// mistake: ID / what was misunderstood</c> begins the code of each; the line after it, <c>// hint: …</c>, holds a part of the
/// hint that must come. A run tries them one after the other in the stub's place, each with the exercise's check after it.
/// </summary>
public sealed partial class MistakeFile
{
    private readonly string path;

    private MistakeFile(string path, IReadOnlyList<WrongAnswer> answers) => (this.path, Answers) = (path, answers);

    /// <summary>The wrong answers, in the order of the file.</summary>
    public IReadOnlyList<WrongAnswer> Answers { get; }

    /// <summary>Reads a chapter's wrong answers; there are none where the file is missing.</summary>
    /// <exception cref="UsageException">A section has no hint, or stands there twice.</exception>
    public static MistakeFile Read(CourseFolder course, Chapter chapter)
    {
        ArgumentNullException.ThrowIfNull(course);
        ArgumentNullException.ThrowIfNull(chapter);
        var path = Path.Combine(course.Solutions, $"{chapter.Name}.mistakes.csx");
        var name = Path.GetRelativePath(course.Root, path);
        return new MistakeFile(name, File.Exists(path) ? Parse(name, File.ReadAllText(path)) : []);
    }

    /// <summary>
    /// The chapter with more cells before each exercise: the stub and its check, then each wrong answer and the check. The exercise's own
    /// cell comes last, as it was.
    /// </summary>
    /// <exception cref="UsageException">An exercise has no check, or a wrong answer no exercise.</exception>
    public (Chapter Chapter, IReadOnlyList<ExerciseAttempt> Attempts) Expand(Chapter chapter)
    {
        ArgumentNullException.ThrowIfNull(chapter);
        var attempts = new List<ExerciseAttempt>();
        var cells = new List<NotebookCell>();
        foreach (var cell in chapter.Notebook.Cells)
        {
            if (cell.Exercise is { } id)
            {
                var checks = ChecksAfter(chapter, cell, id);
                Try(id, null, null, cell.Source);
                foreach (var wrong in Answers.Where(answer => answer.Exercise == id))
                {
                    Try(id, wrong.Name, wrong.Hint, wrong.Code);
                }

                void Try(string exercise, string? mistake, string? hint, string code)
                {
                    var suffix = $"-{attempts.Count + 1}";
                    cells.Add(new NotebookCell(cell.Id + suffix, CellKind.Code, code));
                    cells.AddRange(checks.Select(check => new NotebookCell(check.Id + suffix, CellKind.Code, check.Source)));
                    attempts.Add(new ExerciseAttempt(exercise, mistake, hint, cells[^1]));
                }
            }

            cells.Add(cell);
        }

        if (Answers.FirstOrDefault(answer => attempts.All(attempt => attempt.Exercise != answer.Exercise)) is { } spare)
        {
            throw new UsageException(
                $"{path} has a section '// mistake: {spare.Exercise} / {spare.Name}', but no cell of chapter {chapter.Number} has the metadata course.exercise \"{spare.Exercise}\"; remove the section or mark the cell.");
        }

        return (chapter.WithCells(cells), attempts);
    }

    /// <summary>The code cells after the stub, up to the one that shows the exercise.</summary>
    private static List<NotebookCell> ChecksAfter(Chapter chapter, NotebookCell stub, string id)
    {
        var after = chapter.CodeCells.SkipWhile(cell => cell != stub).Skip(1).TakeWhile(cell => cell.Exercise is null).ToList();
        var last = after.FindIndex(cell => cell.Source.Contains($"new Exercise(\"{id}\"", StringComparison.Ordinal));
        return last >= 0 ? after[..(last + 1)] : throw new UsageException(
            $"Chapter {chapter.Number} has no cell with new Exercise(\"{id}\", …) between the stub of {id} and the next exercise; put its checks into a cell of their own after the stub.");
    }

    private static List<WrongAnswer> Parse(string path, string text)
    {
        var parts = Heading().Split(text.ReplaceLineEndings("\n"));
        var answers = new List<WrongAnswer>();
        for (var i = 1; i < parts.Length; i += 3)
        {
            var (exercise, name) = (parts[i], parts[i + 1].Trim());
            var hint = Hint().Match(parts[i + 2]);
            if (!hint.Success)
            {
                throw new UsageException(
                    $"{path}: after '// mistake: {exercise} / {name}' must come a line '// hint: …' with a part of the hint that the check shall give.");
            }

            if (answers.Any(answer => (answer.Exercise, answer.Name) == (exercise, name)))
            {
                throw new UsageException($"{path} has the section '// mistake: {exercise} / {name}' twice; keep one, or give it another name.");
            }

            answers.Add(new WrongAnswer(exercise, name, hint.Groups[1].Value.Trim(), parts[i + 2][hint.Length..].Trim('\n')));
        }

        return answers;
    }

    [GeneratedRegex(@"^//[ \t]*mistake:[ \t]*(\S+)[ \t]*/[ \t]*([^\n]+)\n", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\A//[ \t]*hint:[ \t]*(\S[^\n]*)\n")]
    private static partial Regex Hint();
}
