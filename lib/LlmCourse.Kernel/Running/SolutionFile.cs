using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Running;

/// <summary>
/// The solutions of a chapter's exercises: a C# file in which a line <c>// exercise: ID</c> begins the code of each. They take the
/// place of the cells whose metadata names the exercise.
/// </summary>
internal sealed partial class SolutionFile
{
    private readonly string path;
    private readonly Dictionary<string, string> sections;

    private SolutionFile(string path, Dictionary<string, string> sections) => (this.path, this.sections) = (path, sections);

    /// <summary>Reads a chapter's solutions; there are none where the file is missing.</summary>
    /// <exception cref="UsageException">The file has a section twice.</exception>
    public static SolutionFile Read(CourseFolder course, Chapter chapter)
    {
        var path = Path.Combine(course.Solutions, $"{chapter.Name}.csx");
        return new SolutionFile(Path.GetRelativePath(course.Root, path), File.Exists(path) ? Parse(path, File.ReadAllText(path)) : []);
    }

    /// <summary>True when there is a section for the exercise.</summary>
    public bool Has(string exercise) => sections.ContainsKey(exercise);

    /// <summary>Puts the solutions in the place of the exercises' code.</summary>
    /// <exception cref="UsageException">An exercise has no solution, or a solution no exercise.</exception>
    public void Apply(Chapter chapter)
    {
        var exercises = chapter.CodeCells.Select(cell => (cell, id: cell.Exercise)).Where(e => e.id is not null).ToList();
        if (exercises.GroupBy(e => e.id).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException($"Chapter {chapter.Number} has the exercise {twice.Key} in {twice.Count()} cells; give each cell an id of its own.");
        }

        foreach (var (cell, id) in exercises)
        {
            cell.Source = sections.TryGetValue(id!, out var code) ? code : throw new UsageException(
                $"{path} has no section '// exercise: {id}', but chapter {chapter.Number} has this exercise; add its solution.");
        }

        if (sections.Keys.Except(exercises.Select(e => e.id!)).FirstOrDefault() is { } spare)
        {
            throw new UsageException(
                $"{path} has a section '// exercise: {spare}', but no cell of chapter {chapter.Number} has the metadata course.exercise \"{spare}\"; remove the section or mark the cell.");
        }
    }

    private static Dictionary<string, string> Parse(string path, string text)
    {
        var parts = Heading().Split(text.ReplaceLineEndings("\n"));
        var sections = new Dictionary<string, string>();
        for (var i = 1; i < parts.Length; i += 2)
        {
            if (!sections.TryAdd(parts[i], parts[i + 1].Trim('\n')))
            {
                throw new UsageException($"{path} has the section '// exercise: {parts[i]}' twice; keep one.");
            }
        }

        return sections;
    }

    [GeneratedRegex(@"^//[ \t]*exercise:[ \t]*(\S+)[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
