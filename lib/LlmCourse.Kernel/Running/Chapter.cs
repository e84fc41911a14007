using LlmCourse.Kernel.Notebooks;

namespace LlmCourse.Kernel.Running;

/// <summary>A chapter of the course: its file, and its notebook, into which a run writes the outputs.</summary>
public sealed class Chapter
{
    private Chapter(string path, Notebook notebook)
    {
        Path = path;
        Notebook = notebook;
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        Number = notebook.Chapter?.Id is { Length: > 0 } id ? id : Name.Split('-')[0];
        Title = notebook.Chapter?.Title is { Length: > 0 } title ? title : Name;
        CodeCells = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code)];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The file's name without its ending: <c>04-pretraining</c>.</summary>
    public string Name { get; }

    /// <summary>The chapter's two digits; its name where it has none.</summary>
    public string Number { get; }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>The notebook.</summary>
    public Notebook Notebook { get; }

    /// <summary>The cells that run. Cells are counted among these, from 1.</summary>
    public IReadOnlyList<NotebookCell> CodeCells { get; }

    /// <summary>How many code cells there are.</summary>
    public int Cells => CodeCells.Count;

    /// <summary>The exercises that it sets, in order.</summary>
    public IReadOnlyList<string> Exercises => [.. CodeCells.Select(cell => cell.Exercise).OfType<string>().Distinct()];

    /// <summary>What can be given with <c>--set name=value</c>: name → description.</summary>
    public IReadOnlyDictionary<string, string> Settings => Notebook.Chapter?.Settings ?? new Dictionary<string, string>();

    /// <summary>Reads a chapter.</summary>
    /// <exception cref="UsageException">The file is missing or no notebook.</exception>
    public static Chapter Read(string path)
    {
        try
        {
            return new Chapter(path, Notebook.Read(path));
        }
        catch (NotebookException problem)
        {
            throw new UsageException(problem.Message);
        }
    }

    /// <summary>The same chapter with other cells.</summary>
    internal Chapter WithCells(IList<NotebookCell> cells) => new(Path, Notebook.WithCells(cells));

    /// <summary>The heading that the code cell stands under.</summary>
    public string CaptionOf(int codeCell)
    {
        var heading = Notebook.Cells.TakeWhile(cell => cell != CodeCells[codeCell])
            .Where(cell => cell.Kind == CellKind.Markdown)
            .SelectMany(cell => cell.Source.Split('\n'))
            .LastOrDefault(line => line.StartsWith('#'));
        return heading?.TrimStart('#').Trim() ?? Title;
    }
}
