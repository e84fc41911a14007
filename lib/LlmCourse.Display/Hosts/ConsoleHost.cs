namespace LlmCourse.Display.Hosts;

/// <summary>
/// Shows the plain text. On a terminal an update of the line written last replaces it; everywhere else it is a new line.
/// </summary>
internal sealed class ConsoleHost : IDisplayHost
{
    private readonly Lock gate = new();
    private readonly TextWriter? output;
    private string openId = "";
    private int openLength;

    /// <summary>Creates a host for the console of the process.</summary>
    public ConsoleHost() => Rewrites = !Console.IsOutputRedirected;

    /// <summary>Creates a host for another writer, which can rewrite a line or not.</summary>
    public ConsoleHost(TextWriter output, bool rewrites) => (this.output, Rewrites) = (output, rewrites);

    /// <summary>True where a line can be rewritten in place.</summary>
    public bool Rewrites { get; }

    public CancellationToken Cancellation => CancellationToken.None;

    // Asked each time: a program may redirect its console at any moment.
    private TextWriter Output => output ?? Console.Out;

    public void Show(MimeBundle bundle, string displayId)
    {
        lock (gate)
        {
            Output.WriteLine(bundle.PlainText);
            openId = bundle.PlainText.Contains('\n') ? "" : displayId;
            openLength = bundle.PlainText.Length;
        }
    }

    public void Update(MimeBundle bundle, string displayId)
    {
        lock (gate)
        {
            if (Rewrites && openId == displayId && !bundle.PlainText.Contains('\n'))
            {
                Output.WriteLine("\u001b[1A\r" + bundle.PlainText.PadRight(openLength)); // one line up, then over it
                openLength = bundle.PlainText.Length;
            }
            else
            {
                Show(bundle, displayId);
            }
        }
    }
}
