using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Session;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>
/// The process that owns a Jupyter kernel's session, apart from the one that owns the sockets, so that whatever a cell does to its
/// process is survived and told. Orders come on the standard input, one a line; its end means that the kernel is gone.
/// </summary>
internal sealed class SessionWorker : IDisposable
{
    /// <summary>The hidden command that starts it.</summary>
    public const string Command = "session-worker";

    private readonly Channel<(SessionRequest Request, CancellationToken Cancellation)> requests =
        Channel.CreateUnbounded<(SessionRequest, CancellationToken)>();

    private readonly WorkerReports reports;
    private readonly CSharpSession session;
    private CancellationTokenSource running = new();
    private readonly Lock asking = new();
    private TaskCompletionSource<string>? line;
    private int current;

    private SessionWorker(WorkerReports reports, CSharpSession session) => (this.reports, this.session) = (reports, session);

    public static async Task<int> RunAsync(string pipeHandle)
    {
        using var ignoreCtrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true); // the kernel decides
        Worker.BeFirstToGo();
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        Console.SetIn(TextReader.Null); // a cell that reads gets the end of the file, not our orders
        await using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, pipeHandle);
        await using var writer = new StreamWriter(pipe, new UTF8Encoding(false));
        using var reports = new WorkerReports(writer);
        _ = Task.Run(NativeRuntime.EnsureLoaded); // beside the compiler's start; the chapter's import says what is wrong, if anything is
        using var session = new CSharpSession(Environment.CurrentDirectory);
        using var worker = new SessionWorker(reports, session);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => reports.Flush();
        AppDomain.CurrentDomain.UnhandledException += (_, crash) => reports.Send(
            new WorkerEvent(WorkerEventKind.Crashed, worker.current) { Text = Worker.Describe(crash.ExceptionObject) });
        _ = Task.Run(() => worker.ListenAsync(input));
        session.WarmUp();
        await worker.AnswerAsync(Task.Run(WarmUpAsync)).ConfigureAwait(false);
        Environment.Exit(0); // whatever threads a cell left running
        return 0;
    }

    public void Dispose() => running.Dispose();

    /// <summary>Takes the compiler through its first steps, in a session that is thrown away, while the reader still reads.</summary>
    private static async Task WarmUpAsync()
    {
        using var session = new CSharpSession(Environment.CurrentDirectory);
        using var nowhere = new StringWriter();
        using var reports = new WorkerReports(nowhere);
        foreach (var code in (string[])["var a = 1;", "Console.Write(a); await Task.Yield(); a"])
        {
            await session.ExecuteAsync(code, new SessionOutput(reports, 0)).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(StreamReader input)
    {
        while (await input.ReadLineAsync().ConfigureAwait(false) is { } order)
        {
            var request = SessionJson.Read(order);
            switch (request.Kind)
            {
                case SessionRequestKind.Cancel:
                    await running.CancelAsync().ConfigureAwait(false);
                    break;
                case SessionRequestKind.Input:
                    line?.TrySetResult(request.Code);
                    break;
                default:
                    running = new CancellationTokenSource();
                    requests.Writer.TryWrite((request, running.Token));
                    break;
            }
        }

        Environment.Exit(1);
    }

    private async Task AnswerAsync(Task isWarm)
    {
        await foreach (var (request, cancellation) in requests.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            current = request.Id;
            if (request.Kind == SessionRequestKind.Execute)
            {
                await isWarm.ConfigureAwait(false); // whoever only asks for completions need not wait for it
                reports.Send(await ExecuteAsync(request, cancellation).ConfigureAwait(false));
            }
            else
            {
                reports.Send(await AssistAsync(request, cancellation).ConfigureAwait(false));
            }
        }
    }

    private async Task<WorkerEvent> AssistAsync(SessionRequest request, CancellationToken cancellation)
    {
        var answer = new WorkerEvent(WorkerEventKind.Answered, request.Id);
        try
        {
            return request.Kind switch
            {
                SessionRequestKind.Complete => answer with
                {
                    Completion = await session.CompleteAsync(request.Code, request.Position, cancellation).ConfigureAwait(false),
                },
                SessionRequestKind.Inspect => answer with
                {
                    Forms = (await session.InspectAsync(request.Code, request.Position, cancellation).ConfigureAwait(false))?.Forms,
                },
                _ => answer with { Completeness = CSharpSession.CheckCompleteness(request.Code) },
            };
        }
        catch (Exception problem)
        {
            return answer with { Error = new CellError(problem.GetType().Name, problem.Message, "", 0, "", []) };
        }
    }

    /// <summary>Asks the reader for a line, on the thread of the cell's code, and waits for it.</summary>
    private string? Ask(int request, string prompt, bool hidden, CancellationToken cancellation)
    {
        lock (asking)
        {
            line = new TaskCompletionSource<string>();
            reports.Send(new WorkerEvent(WorkerEventKind.Asked, request) { Text = prompt, IsHidden = hidden });
            line.Task.Wait(cancellation);
            return line.Task.Result;
        }
    }

    private async Task<WorkerEvent> ExecuteAsync(SessionRequest request, CancellationToken cancellation)
    {
        var output = new SessionOutput(
            reports, request.Id, request.AllowsInput ? (prompt, hidden) => Ask(request.Id, prompt, hidden, cancellation) : null);
        var outcome = await session.ExecuteAsync(request.Code, output, request.Place, cancellation).ConfigureAwait(false);
        var expressions = new Dictionary<string, ExpressionValue>();
        if (outcome.Status == CellStatus.Finished)
        {
            foreach (var (name, code) in request.Expressions ?? new Dictionary<string, string>())
            {
                var value = await session.ExecuteAsync(code, output, $"expression {name}", cancellation).ConfigureAwait(false);
                expressions[name] = new ExpressionValue(value.Value?.Forms, value.Error);
            }
        }

        return new WorkerEvent(WorkerEventKind.Ended, request.Id)
        {
            Status = outcome.Status,
            Forms = outcome.Value?.Forms,
            Error = outcome.Error,
            Expressions = expressions,
        };
    }
}
