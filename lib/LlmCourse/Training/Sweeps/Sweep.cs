using LlmCourse.Data;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Training.Sweeps;

/// <summary>
/// Trains what a <see cref="SweepPlan"/> describes, one row for each training, in the plan's order. A sweep with a folder can be stopped or
/// killed at any moment and goes on where it was; the end is the same, byte for byte. (Chapter 05.)
/// </summary>
public sealed class Sweep : IDisposable
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    private readonly SweepTable table;
    private readonly ITrainingData data;
    private readonly SweepFolder? folder;

    /// <summary>Prepares a sweep.</summary>
    /// <param name="plan">What to train.</param>
    /// <param name="data">What to train on; not disposed by the sweep.</param>
    /// <param name="folder">Where results are kept, and where an interrupted sweep goes on from; null keeps nothing.</param>
    /// <param name="shard">Which part of the sweep to do; null is all of it.</param>
    /// <exception cref="ArgumentException">The plan makes no sense with these data.</exception>
    /// <exception cref="InvalidDataException">The folder belongs to another plan or part; the message names the difference.</exception>
    /// <exception cref="IOException">The folder cannot be written, or another process works in it.</exception>
    public Sweep(SweepPlan plan, ITrainingData data, string? folder = null, SweepShard? shard = null)
    {
        (Plan, this.data) = (plan, data);
        var (all, part) = (plan.Expand(data.VocabularySize), shard ?? SweepShard.Whole);
        table = new SweepTable(all, data);
        Runs = [.. all.Where(part.Holds)];
        this.folder = folder is null ? null : new SweepFolder(folder, plan, part, all, table);
    }

    /// <summary>What is trained.</summary>
    public SweepPlan Plan { get; }

    /// <summary>The trainings of this sweep, or of its part, in the plan's order.</summary>
    public IReadOnlyList<SweepRun> Runs { get; }

    /// <summary>Operations of all trainings.</summary>
    public double Flops => Runs.Sum(run => run.Flops);

    /// <summary>The file with the results; null where nothing is kept.</summary>
    public string? ResultsPath => folder?.ResultsPath;

    /// <summary>How many trainings earlier sessions have finished.</summary>
    public int Finished => folder?.Finished.Count ?? 0;

    /// <summary>How long a training may go on until it keeps where it stands.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The most trainings that can go on side by side: as many as fit into memory, and one where there is dropout, which draws from one generator
    /// for the whole process.
    /// </summary>
    public int MostParallel => Runs.Any(run => run.Model.Dropout > 0)
        ? 1
        : (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Max(1, Runs.Max(run => run.MemoryBytes)), 1, Math.Max(1, Runs.Count));

    /// <summary>Merges the parts of a sweep into the whole: the files are the same, byte for byte, as if one process had done it all.</summary>
    /// <param name="plan">The plan of all parts.</param>
    /// <param name="data">Its data.</param>
    /// <param name="parts">The folders of all parts.</param>
    /// <param name="folder">Where the whole is written.</param>
    /// <returns>The rows of the whole.</returns>
    /// <exception cref="InvalidDataException">
    /// A part is missing, unfinished, there twice, belongs to another division or another plan; the message says which.
    /// </exception>
    /// <exception cref="IOException">A folder cannot be read or written, or another process works in it.</exception>
    public static IReadOnlyList<SweepRow> Merge(SweepPlan plan, ITrainingData data, IReadOnlyList<string> parts, string folder)
    {
        var runs = plan.Expand(data.VocabularySize);
        var table = new SweepTable(runs, data);
        var rows = SweepMerge.Read(plan, runs, table, parts);
        using var whole = new SweepFolder(folder, plan, SweepShard.Whole, runs, table);
        whole.Save(rows);
        return rows;
    }

    /// <summary>The rows, each as soon as it and all before it are there; those of earlier sessions come at once.</summary>
    /// <param name="progress">Told five times a second, on the caller's thread, how far the whole is; what it throws ends the sweep.</param>
    /// <param name="parallel">
    /// Trainings side by side; at most <see cref="MostParallel"/>. The rows do not depend on it. Each computes with the plan's own number of threads,
    /// so that two single-threaded ones fill two processors.
    /// </param>
    /// <param name="cancellation">Stops every training after the step at work, and keeps where it stood.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InsufficientMemoryException">A training needs more memory than this machine has; known before the first begins.</exception>
    /// <exception cref="IOException">The folder can no longer be written; what was there before is unchanged.</exception>
    public IEnumerable<SweepRow> Run(Action<SweepProgress>? progress = null, int parallel = 1, CancellationToken cancellation = default)
    {
        if (parallel < 1)
        {
            throw new ArgumentException($"The number of trainings side by side ({parallel}) must be at least 1.");
        }

        return RunAll(progress, Math.Min(parallel, MostParallel), cancellation);
    }

    /// <summary>The results as one table, in the order given: the text of <c>results.csv</c>.</summary>
    public string ToCsv(IEnumerable<SweepRow> rows) => table.TextOf(rows);

    /// <inheritdoc/>
    public void Dispose() => folder?.Dispose();

    private IEnumerable<SweepRow> RunAll(Action<SweepProgress>? progress, int parallel, CancellationToken cancellation)
    {
        var done = folder?.Finished.ToDictionary() ?? [];
        SweepRun[] waiting = [.. Runs.Where(run => !done.ContainsKey(run.Index))];
        foreach (var run in waiting)
        {
            MemoryEstimate.Require(run.Model, run.Options.BatchSize, run.SequenceLength);
        }

        NativeRuntime.EnsureLoaded();
        var threadsBefore = get_num_threads();
        using var crew = new SweepCrew(waiting, parallel, Train, new SweepClock(Runs, done.Values), cancellation);
        try
        {
            foreach (var run in Runs)
            {
                while (!done.ContainsKey(run.Index))
                {
                    foreach (var row in crew.Take(ReportInterval))
                    {
                        done.Add(row.Run.Index, row);
                    }

                    progress?.Invoke(crew.Progress);
                }

                yield return done[run.Index];
            }
        }
        finally
        {
            crew.Stop();
            set_num_threads(threadsBefore); // new threads take the number that was set last, whichever thread set it
        }
    }

    private SweepRow Train(SweepRun run, Action<int, double> report, CancellationToken cancellation)
    {
        set_num_threads(Plan.Threads); // this thread's own
        var row = new SweepTraining(run, data, table, folder, CheckpointInterval).Run(report, cancellation);
        folder?.Save(row);
        return row;
    }
}
