using LlmCourse.Display;

namespace LlmCourse.Kernel.Session;

/// <summary>Shows what a cell's code wants shown in that cell.</summary>
internal sealed class SessionHost : IDisplayHost
{
    public CancellationToken Cancellation => RunningCell.Current?.Cancellation ?? CancellationToken.None;

    public void Show(MimeBundle bundle, string displayId)
    {
        if (RunningCell.Current is { } cell)
        {
            cell.Show(bundle, displayId);
        }
        else
        {
            Console.Out.WriteLine(bundle.PlainText);
        }
    }

    public void Update(MimeBundle bundle, string displayId)
    {
        if (RunningCell.Current is { } cell)
        {
            cell.Update(bundle, displayId);
        }
        else
        {
            Console.Out.WriteLine(bundle.PlainText);
        }
    }
}
