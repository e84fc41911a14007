using LlmCourse.Display;

namespace LlmCourse.Kernel.Session;

/// <summary>
/// The cell that the calling code belongs to. It follows the cell's code into tasks and threads, so that what those
/// write later is still the cell's.
/// </summary>
internal sealed class RunningCell(ICellOutput output, CancellationToken cancellation) : ICellOutput
{
    private static readonly AsyncLocal<RunningCell?> CurrentCell = new();

    private volatile bool abandoned;

    public bool IsAbandoned => abandoned;

    public static RunningCell? Current
    {
        get => CurrentCell.Value;
        set => CurrentCell.Value = value;
    }

    public CancellationToken Cancellation => cancellation;

    /// <summary>From now on nothing that the cell writes or shows is heard.</summary>
    public void Abandon() => abandoned = true;

    public void Write(string text, bool isError)
    {
        if (!abandoned)
        {
            output.Write(text, isError);
        }
    }

    public void Show(MimeBundle bundle, string displayId)
    {
        if (!abandoned)
        {
            output.Show(bundle, displayId);
        }
    }

    public void Update(MimeBundle bundle, string displayId)
    {
        if (!abandoned)
        {
            output.Update(bundle, displayId);
        }
    }

    /// <summary>Asks the reader; a cell that is asked to stop meanwhile stops waiting.</summary>
    public string? ReadLine(string prompt, bool hidden)
    {
        cancellation.ThrowIfCancellationRequested();
        var answer = Task.Run(() => output.ReadLine(prompt, hidden), CancellationToken.None);
        Task.WaitAny([answer], cancellation);
        return answer.GetAwaiter().GetResult(); // where the question itself was given up, its exception as it is
    }
}
