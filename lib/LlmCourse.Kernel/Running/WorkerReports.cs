using System.Text;

namespace LlmCourse.Kernel.Running;

/// <summary>
/// The worker's end of the pipe. Text is gathered for a moment before it is sent, since a cell may write it by the character.
/// </summary>
internal sealed class WorkerReports : IDisposable
{
    private const int Enough = 8192;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly TextWriter pipe;
    private readonly Timer timer;
    private readonly StringBuilder text = new();
    private int textCell;
    private bool textIsError;

    public WorkerReports(TextWriter pipe)
    {
        this.pipe = pipe;
        timer = new Timer(_ => Flush(), null, Interval, Interval);
    }

    /// <summary>Sends the report after all text written before.</summary>
    public void Send(WorkerEvent report)
    {
        lock (gate)
        {
            SendText();
            SendLine(report);
        }
    }

    public void Write(int cell, string written, bool isError)
    {
        lock (gate)
        {
            if (text.Length >= Enough || textCell != cell || textIsError != isError)
            {
                SendText();
            }

            (textCell, textIsError) = (cell, isError);
            text.Append(written);
        }
    }

    /// <summary>Sends the text that still waits.</summary>
    public void Flush()
    {
        lock (gate)
        {
            SendText();
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        Flush();
    }

    private void SendText()
    {
        if (text.Length > 0)
        {
            SendLine(new WorkerEvent(WorkerEventKind.Written, textCell) { Text = text.ToString(), IsError = textIsError });
            text.Clear();
        }
    }

    private void SendLine(WorkerEvent report)
    {
        try
        {
            pipe.WriteLine(WorkerJson.Write(report));
            pipe.Flush();
        }
        catch (IOException)
        {
            // The run that asked for this is gone; the worker ends when it sees its input closed.
        }
    }
}
