using System.Text.Json;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Running;

/// <summary>Puts the reports of a worker into a notebook as its cells' outputs, and reads claims and exercises from them.</summary>
internal sealed class OutputCollector
{
    private const int MostText = 200_000;

    private readonly Chapter chapter;
    private readonly Dictionary<string, (NotebookCell Cell, int Index)> shown = [];

    public OutputCollector(Chapter chapter)
    {
        this.chapter = chapter;
        foreach (var cell in chapter.CodeCells)
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }
    }

    /// <summary>The claims that the outputs hold; of a claim shown twice, the last.</summary>
    public IReadOnlyList<ClaimRecord> Claims => Find(MimeBundle.ClaimType, ClaimRecord.Read, claim => claim.Id);

    /// <summary>The exercises that the outputs hold; of an exercise shown twice, the last.</summary>
    public IReadOnlyList<ExerciseRecord> Exercises => Find(MimeBundle.ExerciseType, ExerciseRecord.Read, exercise => exercise.Id);

    public void Add(WorkerEvent report)
    {
        var cell = chapter.CodeCells[report.Cell];
        switch (report.Kind)
        {
            case WorkerEventKind.Started:
                cell.ExecutionCount = report.Cell + 1;
                break;
            case WorkerEventKind.Written:
                AddText(cell, report.IsError ? "stderr" : "stdout", report.Text!);
                break;
            case WorkerEventKind.Shown:
                shown[report.DisplayId!] = (cell, cell.Outputs.Count);
                cell.Outputs.Add(new DisplayOutput(report.Forms!.AsReadOnly(), report.DisplayId));
                break;
            case WorkerEventKind.Updated when shown.TryGetValue(report.DisplayId!, out var place):
                place.Cell.Outputs[place.Index] = new DisplayOutput(report.Forms!.AsReadOnly(), report.DisplayId);
                break;
            case WorkerEventKind.Ended when report.Error is { } error:
                AddError(report.Cell, error);
                break;
            case WorkerEventKind.Ended when report.Forms is { } forms:
                cell.Outputs.Add(new ResultOutput(forms.AsReadOnly(), cell.ExecutionCount));
                break;
            default:
                break;
        }
    }

    public void AddError(int cell, CellError error) =>
        chapter.CodeCells[cell].Outputs.Add(new ErrorOutput(error.Name, error.Message, error.ToString().Split('\n')));

    /// <summary>Text that follows text of the same stream joins it; a cell that writes without end is cut short.</summary>
    private static void AddText(NotebookCell cell, string stream, string text)
    {
        if (cell.Outputs.LastOrDefault() is StreamOutput last && last.Name == stream)
        {
            if (last.Text.Length < MostText)
            {
                var joined = last.Text + text;
                cell.Outputs[^1] = new StreamOutput(stream, joined.Length < MostText ? joined : joined[..MostText] + "\n(and more, which is not kept)\n");
            }
        }
        else
        {
            cell.Outputs.Add(new StreamOutput(stream, text));
        }
    }

    private List<T> Find<T>(string type, Func<string, T> read, Func<T, string?> id)
    {
        var found = new Dictionary<string, T>();
        foreach (var json in chapter.CodeCells.SelectMany(c => c.Outputs).OfType<RichOutput>().Select(o => o.Find(type)).OfType<string>())
        {
            try
            {
                if (read(json) is { } record && id(record) is { } name)
                {
                    found[name] = record;
                }
            }
            catch (JsonException)
            {
                // A cell may show what it likes under this type; it is a claim only where it reads as one.
            }
        }

        return [.. found.Values];
    }
}
