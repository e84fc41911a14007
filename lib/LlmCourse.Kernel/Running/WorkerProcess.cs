using System.Diagnostics;
using System.IO.Pipes;
using System.Text;

namespace LlmCourse.Kernel.Running;

/// <summary>Starts this program again as a worker, hands its reports on, and tells how it ended.</summary>
/// <param name="command">The hidden command that the worker is started with.</param>
/// <param name="environment">Variables that it gets besides this process's own.</param>
/// <param name="report">Receives its reports, one after the other.</param>
internal sealed class WorkerProcess(string command, IReadOnlyDictionary<string, string> environment, Action<WorkerEvent> report) : IDisposable
{
    private const int LastWordsLength = 4000;

    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private readonly StringBuilder lastWords = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly Process process = new();
    private bool completed;
    private bool killed;
    private long peakBytes;

    /// <summary>
    /// Runs one job. When <paramref name="cancel"/> is set, the running cell is asked to stop and the worker to end; one that
    /// does not within ten seconds, or when <paramref name="kill"/> is set, is killed.
    /// </summary>
    public async Task<WorkerEnd> RunAsync(WorkerJob job, CancellationToken cancel, CancellationToken kill)
    {
        var ended = RunAsync();
        await SendAsync(WorkerJson.Write(job)).ConfigureAwait(false);
        await using (cancel.Register(() => _ = CancelAsync()).ConfigureAwait(false))
        await using (kill.Register(Kill).ConfigureAwait(false))
        {
            return await ended.ConfigureAwait(false);
        }
    }

    /// <summary>Starts the process; the task ends with it. What it is to do is sent to it by <see cref="SendAsync"/>.</summary>
    public async Task<WorkerEnd> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        Start(pipe.GetClientHandleAsString());
        pipe.DisposeLocalCopyOfClientHandle();
        var reading = ReadReportsAsync(pipe);
        var sampling = SampleMemoryAsync();
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);

        // A process that a cell started may hold the pipe open; what the worker itself wrote is there by now.
        await Task.WhenAny(reading, Task.Delay(DrainTime, CancellationToken.None)).ConfigureAwait(false);
        await sampling.ConfigureAwait(false);
        lock (lastWords)
        {
            return new WorkerEnd(
                completed, process.ExitCode, killed, lastWords.ToString().Trim(), Stopwatch.GetElapsedTime(started), peakBytes);
        }
    }

    /// <summary>Sends a line to the process; one that has ended does not hear it.</summary>
    public async Task SendAsync(string line)
    {
        await sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended already.
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Kills the process and what it has started.</summary>
    public void Kill()
    {
        try
        {
            if (!process.HasExited)
            {
                killed = true;
                process.Kill(entireProcessTree: true);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    /// <summary>Frees what this process holds of the other; that one is not ended by it.</summary>
    public void Dispose()
    {
        process.Dispose();
        sending.Dispose();
    }

    private void Start(string pipeHandle)
    {
        var (file, arguments) = OwnProgram.Command;
        process.StartInfo = new ProcessStartInfo(file, [.. arguments, command, pipeHandle])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach (var (name, value) in environment)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        var isFrame = line?.TrimStart().StartsWith("at ", StringComparison.Ordinal);
        if (isFrame == false) // a stack that overflowed has frames enough to push out what they are said of
        {
            lock (lastWords)
            {
                lastWords.Append(line).Append('\n');
                if (lastWords.Length > 2 * LastWordsLength)
                {
                    lastWords.Remove(0, lastWords.Length - LastWordsLength);
                }
            }
        }
    }

    private async Task ReadReportsAsync(AnonymousPipeServerStream pipe)
    {
        using var reader = new StreamReader(pipe, Encoding.UTF8);
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                var next = WorkerJson.ReadEvent(line);
                completed |= next.Kind == WorkerEventKind.Done;
                report(next);
            }
        }
        catch (Exception problem) when (problem is System.Text.Json.JsonException or IOException or ObjectDisposedException)
        {
            // The last line of a process that died while it wrote; how it died is told by its exit.
        }
    }

    private async Task SampleMemoryAsync()
    {
        while (!process.HasExited)
        {
            try
            {
                process.Refresh();
                peakBytes = Math.Max(peakBytes, Math.Max(process.PeakWorkingSet64, process.WorkingSet64));
            }
            catch (InvalidOperationException)
            {
                return; // it ended between the two lines
            }

            await Task.WhenAny(Task.Delay(SampleInterval), process.WaitForExitAsync()).ConfigureAwait(false);
        }
    }

    private async Task CancelAsync()
    {
        await SendAsync(Worker.CancelLine).ConfigureAwait(false);
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(Grace)).ConfigureAwait(false);
        Kill();
    }
}
