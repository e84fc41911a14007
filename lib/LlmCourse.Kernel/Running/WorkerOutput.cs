using LlmCourse.Display;
using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Running;

/// <summary>Reports what one cell writes and shows.</summary>
internal sealed class WorkerOutput(WorkerReports reports, int cell) : ICellOutput
{
    public void Write(string text, bool isError) => reports.Write(cell, text, isError);

    public void Show(MimeBundle bundle, string displayId) =>
        reports.Send(new WorkerEvent(WorkerEventKind.Shown, cell) { DisplayId = displayId, Forms = bundle.Forms });

    public void Update(MimeBundle bundle, string displayId) =>
        reports.Send(new WorkerEvent(WorkerEventKind.Updated, cell) { DisplayId = displayId, Forms = bundle.Forms });

    /// <summary>A run has nobody to ask: a cell that reads finds the end of the input.</summary>
    public string? ReadLine(string prompt, bool hidden) => null;
}
