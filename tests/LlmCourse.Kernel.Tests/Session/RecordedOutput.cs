using System.Collections.Concurrent;
using LlmCourse.Display;
using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Tests.Session;

/// <summary>Keeps all that a cell writes and shows.</summary>
internal sealed class RecordedOutput : ICellOutput
{
    public ConcurrentQueue<(string Text, bool IsError)> Written { get; } = new();

    public ConcurrentQueue<(string Action, string Text, string Id)> Shown { get; } = new();

    public string Text => string.Concat(Written.Where(w => !w.IsError).Select(w => w.Text));

    public string ErrorText => string.Concat(Written.Where(w => w.IsError).Select(w => w.Text));

    /// <summary>Called after each text.</summary>
    public Action? Wrote { get; set; }

    /// <summary>The answers to a cell's questions; none where it is null.</summary>
    public Func<string?>? Answer { get; set; }

    public string? ReadLine(string prompt, bool hidden) => Answer?.Invoke();

    public void Write(string text, bool isError)
    {
        Written.Enqueue((text, isError));
        Wrote?.Invoke();
    }

    public void Show(MimeBundle bundle, string displayId) => Shown.Enqueue(("show", bundle.PlainText, displayId));

    public void Update(MimeBundle bundle, string displayId) => Shown.Enqueue(("update", bundle.PlainText, displayId));
}
