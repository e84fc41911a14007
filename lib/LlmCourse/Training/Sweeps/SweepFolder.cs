using System.Text.Json;
using LlmCourse.Runtime;

namespace LlmCourse.Training.Sweeps;

/// <summary>
/// Where a sweep leaves its results. Each file is replaced as a whole, so that a process killed at any moment leaves whole rows, in the plan's
/// order: <c>results.csv</c> has a row for each finished training, <c>curves.csv</c> its evaluations, <c>sweep.json</c> the plan, and
/// <c>unfinished/</c> where trainings at work would go on.
/// </summary>
internal sealed class SweepFolder : IDisposable
{
    private const string ResultsName = "results.csv";
    private const string CurvesName = "curves.csv";
    private const string PlanName = "sweep.json";
    private const string UnfinishedName = "unfinished";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string path;
    private readonly SweepTable table;
    private readonly bool hasCurves;
    private readonly FileStream occupied;
    private readonly SortedDictionary<int, SweepRow> finished = [];
    private readonly Lock gate = new();

    /// <summary>Opens a folder for a sweep, or makes it.</summary>
    /// <exception cref="InvalidDataException">It belongs to another plan or part, or its files are damaged; the message names the difference.</exception>
    /// <exception cref="IOException">It cannot be written, or another process works in it.</exception>
    public SweepFolder(string path, SweepPlan plan, SweepShard shard, IReadOnlyList<SweepRun> runs, SweepTable table)
    {
        (this.path, this.table, hasCurves) = (Path.GetFullPath(path), table, plan.Evaluations > 1);
        occupied = Occupy();
        try
        {
            Claim(plan, shard);
            ReadFinished(runs.Where(shard.Holds).ToHashSet());
        }
        catch
        {
            occupied.Dispose();
            throw;
        }
    }

    /// <summary>The table of results.</summary>
    public string ResultsPath => Path.Combine(path, ResultsName);

    /// <summary>What earlier sessions have finished, by the runs' places in the plan.</summary>
    public IReadOnlyDictionary<int, SweepRow> Finished => finished;

    /// <summary>Which plan and part a folder belongs to.</summary>
    /// <exception cref="InvalidDataException">It holds no sweep.</exception>
    public static (SweepPlan Plan, SweepShard Shard) Describe(string folder)
    {
        var file = Path.Combine(folder, PlanName);
        if (!File.Exists(file))
        {
            throw new InvalidDataException($"{folder} holds no sweep: there is no {PlanName} in it.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var (plan, shard) = (document.RootElement.GetProperty("plan").GetRawText(), document.RootElement.GetProperty("shard").GetString()!);
            return (SweepPlan.FromJson(plan), SweepShard.Parse(shard));
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file} cannot be used: {problem.Message}", problem);
        }
    }

    /// <summary>The file of a training's checkpoint.</summary>
    public string CheckpointOf(SweepRun run) => Path.Combine(path, UnfinishedName, $"{run.Id}.safetensors");

    /// <summary>The evaluations of an unfinished training.</summary>
    public List<SweepRow> ReadUnfinished(SweepRun run) => File.Exists(UnfinishedCurve(run)) ? table.Read(UnfinishedCurve(run), File.ReadAllText(UnfinishedCurve(run))) : [];

    /// <summary>Keeps the evaluations of an unfinished training.</summary>
    public void WriteUnfinished(SweepRun run, IEnumerable<SweepRow> curve) => AtomicFile.WriteText(UnfinishedCurve(run), table.TextOf(curve));

    /// <summary>Keeps a finished training. The curve comes first: a row in the results says that all of it is there.</summary>
    public void Save(SweepRow row)
    {
        lock (gate)
        {
            finished[row.Run.Index] = row;
            Write();
            RemoveUnfinished(row.Run);
        }
    }

    /// <summary>Keeps many finished trainings at once.</summary>
    public void Save(IEnumerable<SweepRow> rows)
    {
        foreach (var row in rows)
        {
            finished[row.Run.Index] = row;
        }

        Write();
    }

    /// <inheritdoc/>
    public void Dispose() => occupied.Dispose();

    private string UnfinishedCurve(SweepRun run) => Path.Combine(path, UnfinishedName, $"{run.Id}.csv");

    /// <summary>The system itself gives the folder back when the process ends, however it ends.</summary>
    private FileStream Occupy()
    {
        AtomicFile.EnsureWritable(Path.Combine(path, ResultsName));
        var file = Path.Combine(path, ".occupied");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem)
        {
            throw new IOException($"Another sweep works in {path} ({problem.Message}). Wait for it, or give this one a folder of its own.", problem);
        }
    }

    private void Claim(SweepPlan plan, SweepShard shard)
    {
        var file = Path.Combine(path, PlanName);
        if (!File.Exists(file))
        {
            if (File.Exists(ResultsPath))
            {
                throw new InvalidDataException($"{ResultsPath} is there, but no {PlanName} that says which sweep it belongs to; name another folder.");
            }

            using var planJson = JsonDocument.Parse(plan.ToJson());
            AtomicFile.WriteText(file, JsonSerializer.Serialize(new { shard = shard.ToString(), plan = planJson.RootElement }, Indented) + "\n");
            return;
        }

        var (there, thereShard) = Describe(path);
        RequireSame(path, there, plan);
        if (thereShard != shard)
        {
            throw new InvalidDataException($"{path} holds part {thereShard} of this sweep, not part {shard}; name another folder.");
        }
    }

    /// <summary>Refuses the folder of another plan, in words that name the difference.</summary>
    public static void RequireSame(string folder, SweepPlan there, SweepPlan here)
    {
        if (there.DifferencesTo(here) is { Count: > 0 } differences)
        {
            var more = differences.Count > 3 ? $", and {differences.Count - 3} more" : "";
            throw new InvalidDataException($"{folder} belongs to another plan: {string.Join("; ", differences.Take(3))}{more}. Name another folder, or delete this one to start anew.");
        }
    }

    private void ReadFinished(HashSet<SweepRun> expected)
    {
        var rows = File.Exists(ResultsPath) ? table.Read(ResultsPath, File.ReadAllText(ResultsPath)) : [];
        var curvesPath = Path.Combine(path, CurvesName);
        var curves = hasCurves && File.Exists(curvesPath) ? table.Read(curvesPath, File.ReadAllText(curvesPath)).ToLookup(point => point.Run.Index) : null;
        foreach (var row in rows)
        {
            var whole = row.Step == row.Run.Options.Steps && expected.Contains(row.Run) && !finished.ContainsKey(row.Run.Index)
                && (!hasCurves || curves?[row.Run.Index].LastOrDefault()?.Step == row.Step);
            if (!whole)
            {
                throw new InvalidDataException($"{ResultsPath} has a row of {row.Id} that does not belong there, or is there twice, or lacks its curve in {CurvesName}; move the folder away to start anew.");
            }

            finished.Add(row.Run.Index, row with { Curve = curves is null ? [row] : [.. curves[row.Run.Index]] });
            RemoveUnfinished(row.Run);
        }
    }

    private void Write()
    {
        if (hasCurves)
        {
            AtomicFile.WriteText(Path.Combine(path, CurvesName), table.TextOf(finished.Values.SelectMany(row => row.Curve)));
        }

        AtomicFile.WriteText(ResultsPath, table.TextOf(finished.Values));
    }

    private void RemoveUnfinished(SweepRun run)
    {
        var folder = Path.Combine(path, UnfinishedName);
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, $"{run.Id}.*") : [])
        {
            File.Delete(file);
        }

        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
