using System.Text.Json.Nodes;
using LlmCourse.Kernel.Notebooks;

namespace LlmCourse.Kernel.Authoring;

/// <summary>
/// What a new exercise begins with. It runs as it is: the stub counts as not attempted, and the solution passes. Whatever else an exercise
/// should have from its first day on (another file beside the solutions, say) is added to <see cref="Sections"/>.
/// </summary>
/// <param name="Id">The chapter's two digits and a slug.</param>
/// <param name="Number">Its number among the chapter's exercises.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Minutes">How long a reader should expect to take.</param>
internal sealed record ExerciseTemplate(string Id, int Number, string Title, int Minutes)
{
    /// <summary>The function that the reader writes, named after the exercise.</summary>
    private string Function => string.Concat(Id.Split('-').Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The cells in the chapter: the text, the stub, the check.</summary>
    public IReadOnlyList<NotebookCell> Cells =>
    [
        new(NewId(), CellKind.Markdown, $"### {Number} · {Title} *(core, {Minutes} minutes)*\n\nTODO: what is to be done, and what one learns by it."),
        new(NewId(), CellKind.Code, $"double {Function}(double x) => Exercise.Todo<double>();") { Metadata = Metadata(isStub: true) },
        new(NewId(), CellKind.Code,
            $"""
            new Exercise("{Id}", "{Literal(Title)}", minutes: {Minutes})
                .Check("TODO: what is true of a right answer", () => {Function}(2) == 4, hint: "TODO: what to think of where it is not.")
            """.ReplaceLineEndings("\n")) { Metadata = Metadata(isStub: false) },
    ];

    /// <summary>The files in <c>notebooks/solutions/</c> that get a section, by the ending behind the chapter's name, and the section.</summary>
    public IReadOnlyList<(string Ending, string Code)> Sections =>
    [
        (".csx", $"double {Function}(double x) => 2 * x; // TODO"),
    ];

    private JsonObject Metadata(bool isStub)
    {
        var metadata = new JsonObject
        {
            ["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" },
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" },
        };
        if (isStub)
        {
            metadata["course"] = new JsonObject { ["exercise"] = Id };
            metadata["tags"] = new JsonArray("exercise");
        }

        return metadata;
    }

    private static string NewId() => Guid.NewGuid().ToString("N")[..8];

    private static string Literal(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
