using LlmCourse.Kernel.Session;
using LlmCourse.Kernel.Views;

namespace LlmCourse.Kernel.Running;

/// <summary>Runs one chapter in a process of its own and puts what comes of it into the notebook.</summary>
internal sealed class ChapterRunner(Chapter chapter, IReadOnlyDictionary<string, string> environment, IRunView view)
{
    private readonly OutputCollector outputs = new(chapter);
    private WorkerEvent? last;
    private CellError? error;
    private string? crash;
    private int begun;

    public async Task<ChapterResult> RunAsync(CancellationToken cancel, CancellationToken kill)
    {
        view.ChapterStarted(chapter);
        var job = new WorkerJob(
            Path.GetDirectoryName(chapter.Path)!,
            [.. chapter.CodeCells.Select((cell, i) => new WorkerCell(i, Place(i), cell.Source))]);
        using var worker = new WorkerProcess(Worker.Command, environment, Receive);
        var end = await worker.RunAsync(job, cancel, kill).ConfigureAwait(false);
        var status = end.Completed && error is null ? ChapterStatus.Finished
            : cancel.IsCancellationRequested && (error is null || error.Name == CellError.Interrupted) ? ChapterStatus.Interrupted
            : ChapterStatus.Failed;
        if (status == ChapterStatus.Finished && begun < chapter.Cells)
        {
            status = ChapterStatus.Interrupted; // between two cells
        }

        var failure = status == ChapterStatus.Finished ? null
            : error is not null ? $"Chapter {chapter.Number}, {error}"
            : end.Completed ? $"Chapter {chapter.Number} was stopped after {Place(begun - 1)}."
            : Obituary.Write(chapter, Place(Math.Max(0, begun - 1)), crash, end);
        if (!end.Completed && last is not null)
        {
            outputs.AddError(last.Cell, new CellError("ProcessEnded", failure!, Place(last.Cell), 0, "", []));
        }

        var result = new ChapterResult(
            chapter, status, begun, chapter.Cells, end.Elapsed, end.PeakBytes, outputs.Claims, outputs.Exercises, failure);
        view.ChapterEnded(result);
        return result;
    }

    private static string Place(int cell) => $"cell {cell + 1}";

    private void Receive(WorkerEvent report)
    {
        last = report;
        switch (report.Kind)
        {
            case WorkerEventKind.Started:
                begun = report.Cell + 1;
                view.CellStarted(chapter, begun, chapter.CaptionOf(report.Cell));
                break;
            case WorkerEventKind.Ended when report.Error is { } problem:
                error = problem;
                break;
            case WorkerEventKind.Crashed:
                crash = report.Text;
                break;
            default:
                break;
        }

        if (report.Forms?.TryGetValue(Display.MimeBundle.ProgressType, out var json) == true && ProgressReport.TryRead(json) is { } progress)
        {
            view.Progressed(chapter, progress);
        }

        outputs.Add(report);
    }
}
