using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>Turns a notebook into the text of its file.</summary>
internal static class NotebookWriter
{
    // Where Python ends a line; Jupyter splits its texts there.
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029");

    public static string Write(Notebook notebook)
    {
        var file = Start(notebook.Unknown);
        file["cells"] = new JsonArray([.. notebook.Cells.Select(Write)]);
        file["metadata"] = notebook.Metadata.DeepClone();
        file["nbformat"] = 4;
        file["nbformat_minor"] = notebook.MinorVersion;
        return JupyterJson.WriteIndented(file) + "\n";
    }

    /// <summary>The cells as they stand in a notebook's list of cells.</summary>
    public static string WriteCells(IEnumerable<NotebookCell> cells) =>
        string.Join(",\n", cells.Select(cell => "  " + JupyterJson.WriteIndented(Write(cell)).Replace("\n", "\n  ", StringComparison.Ordinal)));

    private static JsonObject Write(NotebookCell cell)
    {
        var json = Start(cell.Unknown);
        json["id"] = cell.Id;
        json["metadata"] = cell.Metadata.DeepClone();
        json["source"] = Lines(cell.Source);
        json["cell_type"] = cell.Kind switch { CellKind.Code => "code", CellKind.Markdown => "markdown", _ => "raw" };
        if (cell.Kind == CellKind.Code)
        {
            json["execution_count"] = cell.ExecutionCount;
            json["outputs"] = new JsonArray([.. cell.Outputs.Select(Write)]);
        }

        return json;
    }

    private static JsonObject Write(CellOutput output)
    {
        var json = Start(output.Unknown);
        switch (output)
        {
            case StreamOutput stream:
                json["output_type"] = "stream";
                json["name"] = stream.Name;
                json["text"] = Lines(stream.Text);
                break;
            case ErrorOutput error:
                json["output_type"] = "error";
                json["ename"] = error.Name;
                json["evalue"] = error.Value;
                json["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]);
                break;
            case RichOutput rich:
                json["output_type"] = rich is ResultOutput ? "execute_result" : "display_data";
                json["data"] = new JsonObject(rich.Data.Select(form => KeyValuePair.Create(form.Key, Form(form.Key, form.Value))));
                json["metadata"] = rich.Metadata.DeepClone();
                if (rich is ResultOutput result)
                {
                    json["execution_count"] = result.ExecutionCount;
                }

                break;
            default:
                throw new NotSupportedException($"An output of type {output.GetType().Name} has no form in a notebook file.");
        }

        return json;
    }

    private static JsonObject Start(JsonObject? unknown) => unknown?.DeepClone().AsObject() ?? [];

    private static JsonNode? Form(string type, string text) =>
        MimeTypes.IsJson(type) ? Value(text) : MimeTypes.IsSplitIntoLines(type) ? Lines(text) : text;

    private static JsonNode? Value(string json)
    {
        try
        {
            return JsonNode.Parse(json, nodeOptions: null, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException)
        {
            return json; // A text that only claims to be JSON is kept as the text that it is.
        }
    }

    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(LineEnds);
            end = end < 0 ? rest.Length : end + (rest[end..].StartsWith("\r\n") ? 2 : 1);
            lines.Add(rest[..end].ToString());
            rest = rest[end..];
        }

        return lines;
    }
}
