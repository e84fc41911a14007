using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace LlmCourse.Training.Sweeps;

/// <summary>Threads that take trainings from a list, one after another, until there are no more.</summary>
internal sealed class SweepCrew : IDisposable
{
    private readonly ConcurrentQueue<SweepRun> waiting;
    private readonly BlockingCollection<SweepRow> rows = [];
    private readonly Func<SweepRun, Action<int, double>, CancellationToken, SweepRow> train;
    private readonly SweepClock clock;
    private readonly CancellationTokenSource stop;
    private readonly List<Thread> threads;
    private ExceptionDispatchInfo? problem;

    /// <summary>Lets them begin.</summary>
    public SweepCrew(
        IEnumerable<SweepRun> runs, int parallel, Func<SweepRun, Action<int, double>, CancellationToken, SweepRow> train, SweepClock clock, CancellationToken cancellation)
    {
        (waiting, this.train, this.clock) = (new(runs), train, clock);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        threads = [.. Enumerable.Range(1, Math.Min(parallel, waiting.Count)).Select(i => new Thread(Work) { IsBackground = true, Name = $"Sweep {i}" })];
        threads.ForEach(thread => thread.Start());
    }

    /// <summary>How far the whole is.</summary>
    public SweepProgress Progress => clock.Read();

    /// <summary>The rows that have come, after waiting for at most some time.</summary>
    /// <exception cref="OperationCanceledException">The sweep was stopped.</exception>
    public List<SweepRow> Take(TimeSpan patience)
    {
        var taken = new List<SweepRow>();
        while (rows.TryTake(out var row, taken.Count == 0 ? patience : TimeSpan.Zero))
        {
            taken.Add(row);
        }

        if (taken.Count == 0)
        {
            problem?.Throw(); // a training's own words first
            stop.Token.ThrowIfCancellationRequested();
        }

        return taken;
    }

    /// <summary>Stops all after their step, and waits for that.</summary>
    public void Stop()
    {
        stop.Cancel();
        threads.ForEach(thread => thread.Join());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        stop.Dispose();
        rows.Dispose();
    }

    private void Work()
    {
        try
        {
            while (!stop.IsCancellationRequested && waiting.TryDequeue(out var run))
            {
                clock.Begin(run);
                var row = train(run, (step, loss) => clock.Report(run, step, loss), stop.Token);
                clock.End(run);
                rows.Add(row);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever stopped it knows.
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref problem, ExceptionDispatchInfo.Capture(failure), null);
            stop.Cancel(); // one failure ends the sweep: the others keep where they stand
        }
    }
}
