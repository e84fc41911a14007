using System.Text.Json.Nodes;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>A notebook file, format nbformat 4.5. What the course does not know of it survives reading and writing.</summary>
public sealed class Notebook
{
    /// <summary>The cells, first to last.</summary>
    public IList<NotebookCell> Cells { get; init; } = [];

    /// <summary>What is said about the notebook.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>What a chapter says about itself (<c>metadata.course</c>); null where the notebook is no chapter.</summary>
    /// <exception cref="NotebookException">A key is unknown, or its value of the wrong kind.</exception>
    public ChapterInfo? Chapter => ChapterInfo.Read(Metadata, Name);

    /// <summary>The name by which errors call the notebook: the file's.</summary>
    internal string Name { get; init; } = "The notebook";

    internal int MinorVersion { get; init; } = 5;

    /// <summary>Fields of the file that the course does not know; they are written back as they were.</summary>
    internal JsonObject? Unknown { get; init; }

    /// <summary>Reads a notebook file.</summary>
    /// <exception cref="NotebookException">The file is missing, unreadable, or no notebook of format 4.5; the message says what and where.</exception>
    public static Notebook Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotebookException($"There is no notebook {path}; check the name and the folder.", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{path} could not be read: {problem.Message}", problem);
        }
    }

    /// <summary>Reads a notebook from the bytes of a file; errors call it by the name.</summary>
    /// <exception cref="NotebookException">The bytes are no notebook of format 4.5.</exception>
    public static Notebook Parse(ReadOnlySpan<byte> utf8, string name) => NotebookReader.Read(utf8, name);

    /// <summary>The same notebook with other cells.</summary>
    internal Notebook WithCells(IList<NotebookCell> cells) =>
        new() { Cells = cells, Metadata = Metadata, Name = Name, MinorVersion = MinorVersion, Unknown = Unknown };

    /// <summary>Writes the file as Jupyter does, at once or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is unchanged.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, ToText());

    /// <summary>The text of the file: indented by one, keys in order, a line of source per line, a newline at the end.</summary>
    public string ToText() => NotebookWriter.Write(this);
}
