using System.Diagnostics;

namespace LlmCourse.Training.Sweeps;

/// <summary>Keeps count of a sweep's work, and of the time that it takes; times are for the reader who waits, never for the results.</summary>
internal sealed class SweepClock
{
    private readonly Lock gate = new();
    private readonly IReadOnlyList<SweepRun> runs;
    private readonly SortedDictionary<int, SweepPosition> running = [];
    private readonly Dictionary<int, int> begun = []; // the step that a training went on from in this session
    private readonly long started = Stopwatch.GetTimestamp();
    private int runsDone;
    private double tokensDone;
    private double flopsDone;
    private double tokensHere;
    private double flopsHere;

    /// <summary>Begins to count, with what earlier sessions have done.</summary>
    public SweepClock(IReadOnlyList<SweepRun> runs, IEnumerable<SweepRow> finished)
    {
        this.runs = runs;
        foreach (var row in finished)
        {
            (runsDone, tokensDone, flopsDone) = (runsDone + 1, tokensDone + row.Tokens, flopsDone + row.Flops);
        }
    }

    /// <summary>A training begins.</summary>
    public void Begin(SweepRun run) => Set(() => running[run.Index] = new SweepPosition(run, 0, null));

    /// <summary>A training has done a step.</summary>
    public void Report(SweepRun run, int step, double loss) => Set(() =>
    {
        begun.TryAdd(run.Index, step - 1);
        running[run.Index] = new SweepPosition(run, step, loss);
    });

    /// <summary>A training is over.</summary>
    public void End(SweepRun run) => Set(() =>
    {
        running.Remove(run.Index);
        var before = begun.GetValueOrDefault(run.Index, run.Options.Steps);
        (runsDone, tokensDone, flopsDone) = (runsDone + 1, tokensDone + run.Tokens, flopsDone + run.Flops);
        (tokensHere, flopsHere) = (tokensHere + run.Tokens - run.TokensAfter(before), flopsHere + run.Flops - run.FlopsAfter(before));
    });

    /// <summary>How far the whole is now.</summary>
    public SweepProgress Read()
    {
        lock (gate)
        {
            var (tokens, flops, hereTokens, hereFlops) = (tokensDone, flopsDone, tokensHere, flopsHere);
            foreach (var (run, step, _) in running.Values)
            {
                var before = begun.GetValueOrDefault(run.Index, step);
                (tokens, flops) = (tokens + run.TokensAfter(step), flops + run.FlopsAfter(step));
                (hereTokens, hereFlops) = (hereTokens + run.TokensAfter(step - before), hereFlops + run.FlopsAfter(step - before));
            }

            var (seconds, allFlops) = (Stopwatch.GetElapsedTime(started).TotalSeconds, runs.Sum(run => run.Flops));
            return new SweepProgress(
                runsDone, runs.Count, tokens, runs.Sum(run => (double)run.Tokens), flops, allFlops,
                hereTokens > 0 && seconds > 0 ? hereTokens / seconds : null,
                hereFlops > 0 ? TimeSpan.FromSeconds(Math.Min(1e8, seconds * (allFlops - flops) / hereFlops)) : null,
                [.. running.Values]);
        }
    }

    private void Set(Action change)
    {
        lock (gate)
        {
            change();
        }
    }
}
