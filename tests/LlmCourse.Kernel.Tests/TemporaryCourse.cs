using System.Text.Json.Nodes;
using LlmCourse.Kernel.Commands;

namespace LlmCourse.Kernel.Tests;

/// <summary>A folder with notebooks of a test's own, and the command run on it as a reader would.</summary>
public sealed class TemporaryCourse : IDisposable
{
    public TemporaryCourse()
    {
        Folder = Directory.CreateTempSubdirectory("course-run-").FullName;
        File.Copy(Path.Combine(Repository, "notebooks", "course.csx"), Path.Combine(Folder, "course.csx"));
    }

    /// <summary>The repository that this test runs in.</summary>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "course.sln")))
            {
                folder = folder.Parent;
            }

            return folder.FullName;
        }
    }

    public string Folder { get; }

    public string Out => Path.Combine(Folder, "out");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Writes a notebook of code cells, and returns its path.</summary>
    public string Notebook(string name, params string[] cells) => Notebook(name, [], cells);

    /// <summary>Writes a notebook of code cells with the chapter's metadata, and returns its path.</summary>
    public string Notebook(string name, JsonObject course, params string[] cells)
    {
        course["id"] ??= name[..2];
        var notebook = new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject { ["course"] = course },
            ["cells"] = new JsonArray([.. cells.Select((code, i) => Cell(i, code))]),
        };
        var path = Path.Combine(Folder, $"{name}.ipynb");
        File.WriteAllText(path, notebook.ToJsonString());
        return path;
    }

    /// <summary>Runs the command in this process, without pages.</summary>
    public async Task<(int Code, string Output, string Error)> Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CourseCommand.InvokeAsync(["run", "--no-site", .. words.Contains("--out") ? words : ["--out", Out, .. words]], output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>The executed notebook that a run wrote.</summary>
    public Kernel.Notebooks.Notebook Executed(string name) => Kernel.Notebooks.Notebook.Read(Path.Combine(Out, "notebooks", $"{name}.ipynb"));

    private static JsonObject Cell(int index, string code)
    {
        // A first line "//exercise ID" makes the cell that exercise's stub.
        var exercise = code.StartsWith("//exercise ", StringComparison.Ordinal) ? code.Split('\n')[0]["//exercise ".Length..] : null;
        return new JsonObject
        {
            ["id"] = $"cell-{index}",
            ["cell_type"] = "code",
            ["metadata"] = exercise is null ? [] : new JsonObject { ["course"] = new JsonObject { ["exercise"] = exercise } },
            ["source"] = code,
            ["outputs"] = new JsonArray(),
            ["execution_count"] = null,
        };
    }
}
