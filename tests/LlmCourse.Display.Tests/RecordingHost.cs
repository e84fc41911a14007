namespace LlmCourse.Display.Tests;

/// <summary>A host that keeps what it was given, installed for the time of one test.</summary>
internal sealed class RecordingHost : IDisplayHost, IDisposable
{
    private readonly CancellationTokenSource source = new();

    public RecordingHost() => DisplayHost.Current = this;

    public CancellationToken Cancellation => source.Token;

    public List<(MimeBundle Bundle, string Id)> Shown { get; } = [];

    public List<(MimeBundle Bundle, string Id)> Updated { get; } = [];

    public void Cancel() => source.Cancel();

    public void Show(MimeBundle bundle, string displayId) => Shown.Add((bundle, displayId));

    public void Update(MimeBundle bundle, string displayId) => Updated.Add((bundle, displayId));

    public void Dispose()
    {
        DisplayHost.Current = null;
        source.Dispose();
    }
}
