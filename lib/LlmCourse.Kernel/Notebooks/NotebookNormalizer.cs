using System.Globalization;
using System.Text.Json.Nodes;
using LlmCourse.Display;

namespace LlmCourse.Kernel.Notebooks;

/// <summary>
/// Makes an executed notebook fit for git: what differs from one good run to the next goes, so that a diff shows a change of
/// substance. Normalising twice changes nothing more.
/// </summary>
public static class NotebookNormalizer
{
    /// <summary>What stands in the place of a time that was taken out.</summary>
    public const string MeasuredOnYourRun = "measured on your run";

    private const string PlotlyType = "application/vnd.plotly.v1+json";

    /// <summary>
    /// Changes the notebook in place: no execution counts, no progress bars, no folders or measured times of this machine, static
    /// pictures in the place of interactive charts, and the metadata with which the notebook opens in every host.
    /// </summary>
    public static void Normalize(Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var course = notebook.Metadata["course"]?.DeepClone();
        notebook.Metadata.Clear();
        if (course is not null)
        {
            notebook.Metadata["course"] = course;
        }

        notebook.Metadata["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };
        notebook.Metadata["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" };
        notebook.Metadata["polyglot_notebook"] = new JsonObject
        {
            ["kernelInfo"] = new JsonObject
            {
                ["defaultKernelName"] = "csharp",
                ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = "csharp" }),
            },
        };
        foreach (var cell in notebook.Cells)
        {
            Normalize(cell);
        }
    }

    private static void Normalize(NotebookCell cell)
    {
        string[] others = [.. cell.Metadata.Select(field => field.Key).Where(key => key is not ("course" or "tags"))];
        foreach (var key in others)
        {
            cell.Metadata.Remove(key);
        }

        if (cell.Kind != CellKind.Code)
        {
            return;
        }

        cell.Metadata["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" };
        cell.Metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" };
        cell.ExecutionCount = null;
        CellOutput[] kept = [.. cell.Outputs.Where(output => output is not RichOutput rich || rich.Find(MimeBundle.ProgressType) is null).Select(Normalize)];
        cell.Outputs.Clear();
        foreach (var output in kept)
        {
            cell.Outputs.Add(output);
        }
    }

    private static CellOutput Normalize(CellOutput output) => output switch
    {
        StreamOutput stream => stream with { Text = MachineText.Remove(stream.Text) },
        ErrorOutput error => error with
        {
            Value = MachineText.RemoveFolders(error.Value),
            Traceback = [.. error.Traceback.Select(MachineText.RemoveFolders)],
        },
        ResultOutput result => result with { Data = Normalize(result.Data), Metadata = [], ExecutionCount = null },
        DisplayOutput shown => shown with { Data = Normalize(shown.Data), Metadata = [], DisplayId = null },
        _ => output,
    };

    private static SortedDictionary<string, string> Normalize(IReadOnlyDictionary<string, string> data)
    {
        var forms = new SortedDictionary<string, string>(data.ToDictionary(), StringComparer.Ordinal);
        forms.Remove(PlotlyType);
        if (forms.TryGetValue(MimeTypes.Html, out var html) && InteractiveChart.IsIn(html))
        {
            if (!forms.ContainsKey(MimeTypes.Svg) && !forms.ContainsKey(MimeTypes.Png) && InteractiveChart.PictureIn(html) is { } picture)
            {
                forms[MimeTypes.Svg] = picture;
            }

            forms.Remove(MimeTypes.Html);
        }

        if (forms.TryGetValue(MimeBundle.ClaimType, out var record))
        {
            RemoveMeasuredTime(forms, record);
        }
        else if (!forms.ContainsKey(MimeBundle.ExerciseType))
        {
            Change(forms, MimeTypes.Plain, MachineText.Remove);
            Change(forms, MimeTypes.Html, MachineText.Remove);
            Change(forms, "text/markdown", MachineText.Remove);
        }

        return forms;
    }

    /// <summary>A claim about time keeps its statement, its band and whether it held; its value is another one in each run.</summary>
    private static void RemoveMeasuredTime(SortedDictionary<string, string> forms, string record)
    {
        var claim = JsonNode.Parse(record)!.AsObject();
        if (claim["kind"].AsText() != "timing")
        {
            return;
        }

        var band = (claim["low"].AsNumber(), claim["high"].AsNumber()) switch
        {
            (null, { } high) => $"at most {Text(high)}",
            ({ } low, null) => $"at least {Text(low)}",
            ({ } low, { } high) => $"{Text(low)} to {Text(high)}",
            _ => "no band",
        };
        var mark = (bool?)claim["holds"] == true ? "✓" : "✗";
        forms.Remove(MimeTypes.Html);
        forms[MimeTypes.Plain] = $"{mark} {claim["id"].AsText()}: {claim["statement"].AsText()}: {MeasuredOnYourRun} ({band}; a timing)";
        claim["value"] = null;
        forms[MimeBundle.ClaimType] = JupyterJson.WriteLine(claim);
    }

    private static string Text(double number) => number.ToString("#,##0.##########", CultureInfo.InvariantCulture);

    private static void Change(SortedDictionary<string, string> forms, string type, Func<string, string> change)
    {
        if (forms.TryGetValue(type, out var text))
        {
            forms[type] = change(text);
        }
    }
}
