using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using LlmCourse.Kernel.Session;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Running;

/// <summary>
/// The process that a chapter runs in, apart from the one that leads the run, so that whatever a cell does to its process is survived
/// and told. The job comes on the standard input, one line; after it, a line <c>cancel</c> asks the running cell to stop, and the end
/// of the input means that the leader is gone. Reports go to a pipe of their own: the standard output belongs to the cells.
/// </summary>
internal static class Worker
{
    /// <summary>The hidden command that starts a worker.</summary>
    public const string Command = "run-worker";

    /// <summary>The line that asks the running cell to stop.</summary>
    public const string CancelLine = "cancel";

    public static async Task<int> RunAsync(string pipeHandle)
    {
        using var ignoreCtrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true); // the leader decides
        BeFirstToGo();
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        Console.SetIn(TextReader.Null); // a cell that reads gets the end of the file, not our orders
        await using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, pipeHandle);
        await using var writer = new StreamWriter(pipe, new UTF8Encoding(false));
        using var reports = new WorkerReports(writer);
        var job = WorkerJson.ReadJob(await input.ReadLineAsync().ConfigureAwait(false) ?? throw new EndOfStreamException("The worker was given no job."));
        using var cancellation = new CancellationTokenSource();
        _ = Task.Run(() => Listen(input, cancellation));

        _ = Task.Run(NativeRuntime.EnsureLoaded); // beside the compiler's start; the chapter's import says what is wrong, if anything is
        Environment.CurrentDirectory = job.Folder;
        using var session = new CSharpSession(job.Folder);
        var current = 0;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => reports.Flush();
        AppDomain.CurrentDomain.UnhandledException += (_, crash) => reports.Send(
            new WorkerEvent(WorkerEventKind.Crashed, current) { Text = Describe(crash.ExceptionObject) });
        foreach (var cell in job.Cells)
        {
            current = cell.Index;
            reports.Send(new WorkerEvent(WorkerEventKind.Started, cell.Index));
            var started = Stopwatch.GetTimestamp();
            var outcome = await session.ExecuteAsync(
                cell.Code, new WorkerOutput(reports, cell.Index), cell.Place, cancellation.Token).ConfigureAwait(false);
            reports.Send(new WorkerEvent(WorkerEventKind.Ended, cell.Index)
            {
                Status = outcome.Status,
                Forms = outcome.Value?.Forms,
                Error = outcome.Error,
                Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            });
            if (outcome.Status != CellStatus.Finished || cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        reports.Send(new WorkerEvent(WorkerEventKind.Done, current));
        Environment.Exit(0); // whatever threads a cell left running
        return 0;
    }

    private static async Task Listen(StreamReader input, CancellationTokenSource cancellation)
    {
        while (await input.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line == CancelLine)
            {
                await cancellation.CancelAsync().ConfigureAwait(false);
            }
        }

        Environment.Exit(1);
    }

    /// <summary>An exception that nothing caught, in one line.</summary>
    public static string Describe(object exception) =>
        exception is Exception known ? $"{known.GetType().Name}: {known.Message}" : $"{exception}";

    /// <summary>Where memory runs out, Linux shall end this process and not the one that tells about it.</summary>
    public static void BeFirstToGo()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "800");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Another system, or a container that forbids it: it is only a preference.
        }
    }
}
