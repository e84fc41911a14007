using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>Reads nbformat 4.5 and says in one sentence what is wrong with a file that is not.</summary>
internal sealed partial class NotebookReader
{
    // Figures of other tools nest deeply; what nests deeper than this is no notebook.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 256 };

    private readonly string name;
    private string place = "";

    private NotebookReader(string name) => this.name = name;

    public static Notebook Read(ReadOnlySpan<byte> utf8, string name)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        try
        {
            var root = JsonNode.Parse(utf8, nodeOptions: null, Options);
            return new NotebookReader(name).ReadNotebook(root);
        }
        catch (JsonException problem)
        {
            var reason = problem.Message;
            var cut = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
            throw new NotebookException(
                $"{name} is not valid JSON in line {problem.LineNumber + 1}: {(cut < 0 ? reason : reason[..cut])} Restore the file, or repair that line.", problem);
        }
        catch (InvalidOperationException problem)
        {
            throw new NotebookException($"{name} holds text that is not valid Unicode: {problem.Message} Restore the file, or remove that text.", problem);
        }
    }

    private Notebook ReadNotebook(JsonNode? root)
    {
        place = "The file";
        var file = Object(root);
        var (major, minor) = (file["nbformat"].AsInteger(), file["nbformat_minor"].AsInteger());
        if (major is null || minor is null)
        {
            throw Error("has no nbformat and nbformat_minor; a notebook of format 4.5 is needed");
        }

        if (major != 4 || minor < 5)
        {
            throw new NotebookException(
                $"{name} is a notebook of format {major}.{minor}, but 4.5 is needed; open it in Jupyter or VS Code and save it again.");
        }

        if (file["cells"] is not JsonArray cells)
        {
            throw Error("has no list of cells");
        }

        var notebook = new Notebook
        {
            Name = name,
            MinorVersion = minor.Value,
            Metadata = Detach(file, "metadata") is { } metadata ? Object(metadata, "metadata") : [],
            Unknown = Without(file, "nbformat", "nbformat_minor", "metadata", "cells"),
        };
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Count; i++)
        {
            place = $"Cell {i + 1}";
            var cell = ReadCell(Object(cells[i]));
            if (!ids.TryAdd(cell.Id, i + 1))
            {
                throw Error($"has the id '{cell.Id}', which cell {ids[cell.Id]} has already; ids must differ");
            }

            notebook.Cells.Add(cell);
        }

        _ = notebook.Chapter; // An unknown key is found now, not when someone first asks.
        return notebook;
    }

    private NotebookCell ReadCell(JsonObject cell)
    {
        var id = cell["id"].AsText() ?? throw Error("has no id; each cell needs one of its own, like \"a1b2c3d4\"");
        if (!IdForm().IsMatch(id))
        {
            throw Error($"has the id '{id}', but an id is 1 to 64 letters, digits, '-' and '_'");
        }

        place = $"{place} ('{id}')";
        var kind = cell["cell_type"].AsText() switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            null => throw Error("has no cell_type; a cell is code, markdown or raw"),
            var other => throw Error($"has the type '{other}', but a cell is code, markdown or raw"),
        };
        var outputs = kind == CellKind.Code ? cell["outputs"] switch
        {
            null => [],
            JsonArray list => list.Select(output => ReadOutput(Object(output, "an output"))).ToList(),
            _ => throw Error("has outputs that are no list"),
        } : (List<CellOutput>)[];
        return new NotebookCell(id, kind, Text(cell["source"], "source"))
        {
            Metadata = Detach(cell, "metadata") is { } metadata ? Object(metadata, "metadata") : [],
            Outputs = outputs,
            ExecutionCount = cell["execution_count"].AsInteger(),
            Unknown = Without(cell, kind == CellKind.Code
                ? ["id", "cell_type", "source", "metadata", "outputs", "execution_count"]
                : ["id", "cell_type", "source", "metadata"]),
        };
    }

    private CellOutput ReadOutput(JsonObject output) => output["output_type"].AsText() switch
    {
        "stream" => new StreamOutput(output["name"].AsText() ?? "stdout", Text(output["text"], "the text of a stream"))
        {
            Unknown = Without(output, "output_type", "name", "text"),
        },
        "display_data" => new DisplayOutput(Data(output))
        {
            Metadata = OutputMetadata(output),
            Unknown = Without(output, "output_type", "data", "metadata"),
        },
        "execute_result" => new ResultOutput(Data(output), output["execution_count"].AsInteger())
        {
            Metadata = OutputMetadata(output),
            Unknown = Without(output, "output_type", "data", "metadata", "execution_count"),
        },
        "error" => new ErrorOutput(
            output["ename"].AsText() ?? "", output["evalue"].AsText() ?? "", (output["traceback"] as JsonArray ?? []).Select(l => l.AsText() ?? "").ToArray())
        {
            Unknown = Without(output, "output_type", "ename", "evalue", "traceback"),
        },
        var other => throw Error($"has an output of the type '{other}', but an output is stream, display_data, execute_result or error"),
    };

    private SortedDictionary<string, string> Data(JsonObject output)
    {
        var data = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, value) in Object(output["data"], "the data of an output"))
        {
            data[type] = MimeTypes.IsJson(type) ? JupyterJson.WriteLine(value) : Text(value, type);
        }

        return data;
    }

    private JsonObject OutputMetadata(JsonObject output) =>
        Detach(output, "metadata") is { } metadata ? Object(metadata, "the metadata of an output") : [];

    /// <summary>A text, which a file may hold as one string or as a list of lines.</summary>
    private string Text(JsonNode? node, string what) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(l => l.AsText() ?? throw Error($"has {what} that is no text"))),
        _ => node.AsText() ?? throw Error($"has {what} that is no text"),
    };

    private JsonObject Object(JsonNode? node, string what = "") =>
        node as JsonObject ?? throw Error(what.Length > 0 ? $"has {what} that is no object" : "is no JSON object");

    private static JsonNode? Detach(JsonObject from, string key)
    {
        from.Remove(key, out var node);
        return node;
    }

    private static JsonObject? Without(JsonObject all, params ReadOnlySpan<string> known)
    {
        foreach (var key in known)
        {
            all.Remove(key);
        }

        return all.Count > 0 ? all.DeepClone().AsObject() : null;
    }

    private NotebookException Error(string problem) => new($"{name}: {place} {problem}.");

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex IdForm();
}
