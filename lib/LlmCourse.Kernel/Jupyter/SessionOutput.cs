using LlmCourse.Display;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>Reports what one cell writes and shows. Text beyond ten million characters is dropped, and the cell says so once.</summary>
/// <param name="reports">Where it is reported.</param>
/// <param name="request">The request that the cell belongs to.</param>
/// <param name="ask">Asks the reader for a line; null where there is nobody to ask.</param>
internal sealed class SessionOutput(WorkerReports reports, int request, Func<string, bool, string?>? ask = null) : ICellOutput
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

    public string? ReadLine(string prompt, bool hidden) => ask?.Invoke(prompt, hidden);
}
