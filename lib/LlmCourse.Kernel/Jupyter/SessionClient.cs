using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>
/// The kernel's side of its session: keeps a process for it, hands requests to it one at a time, and where the process ends before
/// its time, says why and starts another.
/// </summary>
/// <param name="report">Receives what cells write, show and ask, in order.</param>
internal sealed class SessionClient(Action<WorkerEvent> report) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A session compiles thousands of methods before its first answer, and most of them run a few times: to watch them, so as to compile
    /// them a second time for what was seen, costs more than it brings.
    /// </summary>
    private static readonly Dictionary<string, string> Settings = new() { ["DOTNET_TieredPGO"] = "0" };

    private readonly Lock gate = new();
    private WorkerProcess? process;
    private TaskCompletionSource<WorkerEvent>? pending;
    private string? crash;
    private string? lost;
    private int asked;
    private bool used;
    private bool closed;

    /// <summary>Starts the session's process, unless it runs.</summary>
    public void Start()
    {
        lock (gate)
        {
            if (process is null && !closed)
            {
                process = new WorkerProcess(SessionWorker.Command, Settings, Receive);
                (crash, used) = (null, false);
                _ = WatchAsync(process);
            }
        }
    }

    /// <summary>Asks the session, and waits for its answer.</summary>
    /// <exception cref="SessionEndedException">The session's process has ended, now or since the last request.</exception>
    public async Task<WorkerEvent> AskAsync(SessionRequest request)
    {
        Start();
        WorkerProcess asking;
        Task<WorkerEvent> answer;
        lock (gate)
        {
            if (lost is { } loss)
            {
                lost = null;
                throw new SessionEndedException(loss);
            }

            pending = new TaskCompletionSource<WorkerEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
            (asking, answer, asked, used) = (process!, pending.Task, request.Id, true);
        }

        await asking.SendAsync(SessionJson.Write(request)).ConfigureAwait(false);
        return await answer.ConfigureAwait(false);
    }

    /// <summary>Asks the running cell to stop. A process that still has not answered after ten seconds is killed.</summary>
    public async Task CancelAsync()
    {
        WorkerProcess? running;
        Task? answer;
        lock (gate)
        {
            (running, answer) = (process, pending?.Task);
        }

        if (running is null || answer is null)
        {
            return;
        }

        await running.SendAsync(SessionJson.Write(new SessionRequest(SessionRequestKind.Cancel, asked))).ConfigureAwait(false);
        await Task.WhenAny(answer, Task.Delay(Grace)).ConfigureAwait(false);
        if (!answer.IsCompleted)
        {
            running.Kill();
        }
    }

    /// <summary>Hands the line that the cell asked for to it.</summary>
    public async Task TypeAsync(string line)
    {
        if (process is { } running)
        {
            await running.SendAsync(SessionJson.Write(new SessionRequest(SessionRequestKind.Input, asked, line))).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the session and its process.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            process?.Kill();
        }
    }

    private void Receive(WorkerEvent next)
    {
        switch (next.Kind)
        {
            case WorkerEventKind.Ended or WorkerEventKind.Answered:
                TaskCompletionSource<WorkerEvent>? done = null;
                lock (gate)
                {
                    if (next.Cell == asked)
                    {
                        (done, pending) = (pending, null);
                    }
                }

                done?.TrySetResult(next);
                break;
            case WorkerEventKind.Crashed:
                crash = next.Text;
                break;
            default:
                report(next);
                break;
        }
    }

    private async Task WatchAsync(WorkerProcess watched)
    {
        var end = await watched.RunAsync().ConfigureAwait(false);
        watched.Dispose();
        TaskCompletionSource<WorkerEvent>? waiting;
        bool restart;
        lock (gate)
        {
            var sentence = $"The session's process ended: {Obituary.Cause(crash, end)} All variables are gone; run the cells from the top.";
            (waiting, pending, process) = (pending, null, null);
            restart = used; // one that died before it was asked anything would die again
            lost = waiting is null && used ? sentence : null;
            waiting?.TrySetException(new SessionEndedException(sentence));
        }

        if (restart)
        {
            Start();
        }
    }
}
