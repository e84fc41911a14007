using LlmCourse.Display;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>Reports what one cell writes and shows. Text beyond ten million characters is dropped, and the cell says so once.</summary>
internal sealed class SessionOutput(WorkerReports reports, int request) : ICellOutput
{
    /// <summary>How many characters one execution may write.</summary>
    public const int MostText = 10_000_000;

    private readonly Lock gate = new();
    private int written;
    private bool isCut;

    public void Write(string text, bool isError)
    {
        lock (gate)
        {
            var room = MostText - written;
            reports.Write(request, text.Length <= room ? text : text[..room], isError);
            written += Math.Min(room, text.Length);
            if (text.Length > room && !isCut)
            {
                isCut = true;
                reports.Write(request, $"\nThis cell has written more than {MostText / 1_000_000} million characters; the rest is not shown.\n", isError: true);
            }
        }
    }

    public void Show(MimeBundle bundle, string displayId) =>
        reports.Send(new WorkerEvent(WorkerEventKind.Shown, request) { DisplayId = displayId, Forms = bundle.Forms });

    public void Update(MimeBundle bundle, string displayId) =>
        reports.Send(new WorkerEvent(WorkerEventKind.Updated, request) { DisplayId = displayId, Forms = bundle.Forms });
}
