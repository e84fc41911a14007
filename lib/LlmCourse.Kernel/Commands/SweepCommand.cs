using System.CommandLine;
using LlmCourse.Data;
using LlmCourse.Kernel.Views;
using LlmCourse.Runtime;
using LlmCourse.Training.Sweeps;
using Spectre.Console;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course sweep</c>: a grid of trainings from a file, on this machine or shared out over many.</summary>
internal static class SweepCommand
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var plan = new Argument<string>("plan") { Description = "The file that describes the trainings (datasets/sweeps has examples).", HelpName = "file.json" };
        var folder = new Option<string?>("--out") { Description = "Where to write (artifacts/sweeps/NAME).", HelpName = "folder" };
        var shard = new Option<string?>("--shard") { Description = "Do one of n parts, 2/3 for instance; merge them when all are done.", HelpName = "i/n" };
        var parallel = new Option<int?>("--parallel") { Description = "Trainings side by side (as many as there are idle processors); the results do not depend on it." };
        var dryRun = new Option<bool>("--dry-run") { Description = "List the trainings with their sizes and costs, and do nothing." };
        var merge = new Option<string[]>("--merge")
        {
            Description = "Put the parts together, those in the plan's folder or those named: the same files as if one machine had done it all.",
            HelpName = "folders",
            Arity = ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("sweep", "Train a grid of models that a file describes; stopped or killed, it goes on where it was.") { plan, folder, shard, parallel, dryRun, merge };
        command.SetAction((result, _) => Interruption.RunAsync(cancellation => Task.FromResult(Run(
            new SweepRequest
            {
                Plan = result.GetRequiredValue(plan),
                Out = result.GetValue(folder),
                Shard = result.GetValue(shard),
                Parallel = result.GetValue(parallel),
                DryRun = result.GetValue(dryRun),
                Merge = result.GetResult(merge) is null ? null : result.GetValue(merge) ?? [],
            },
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error,
            cancellation))));
        return command;
    }

    /// <summary>Trains what is left to train, lists it, or merges parts, and returns the exit code.</summary>
    /// <exception cref="UsageException">The plan, a part or a folder cannot be used.</exception>
    public static int Run(SweepRequest request, TextWriter output, TextWriter error, CancellationToken cancellation) => Guarded(error, () =>
    {
        var plan = SweepPlan.Load(request.Plan);
        var shard = request.Shard is null ? SweepShard.Whole : SweepShard.Parse(request.Shard);
        using var data = TrainingData.Open(plan.Data);
        if (request.Merge is not null)
        {
            return Merge(plan, data, request, output);
        }

        if (request.DryRun)
        {
            SweepRunTable.Write([.. plan.Expand(data.VocabularySize).Where(shard.Holds)], output);
            return CourseCommand.Success;
        }

        using var sweep = new Sweep(plan, data, FolderOf(request, shard), shard);
        var parallel = request.Parallel ?? Math.Max(1, ComputeThreads.Choose().Threads / plan.Threads);
        return Run(sweep, parallel, output, error, cancellation);
    });

    private static int Merge(SweepPlan plan, ITrainingData data, SweepRequest request, TextWriter output)
    {
        if (request.Shard is not null || request.DryRun)
        {
            throw new UsageException("--merge puts finished parts together; leave --shard and --dry-run out.");
        }

        var whole = FolderOf(request, SweepShard.Whole);
        var parts = request.Merge!.Count > 0 ? request.Merge : Directory.Exists(whole) ? [.. Directory.GetDirectories(whole, "shard-*-of-*").Order(StringComparer.Ordinal)] : [];
        if (parts.Count == 0)
        {
            throw new UsageException($"There are no parts in {whole}; run them with --shard, or name their folders after --merge.");
        }

        var rows = Sweep.Merge(plan, data, parts, whole);
        output.WriteLine($"{RunText.Count(rows.Count, "run")} of {RunText.Count(parts.Count, "part")}:");
        output.WriteLine(Path.Combine(whole, "results.csv"));
        return CourseCommand.Success;
    }

    private static int Run(Sweep sweep, int parallel, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            using var view = MakeView(output);
            var before = sweep.Finished;
            foreach (var row in sweep.Run(view.Progressed, parallel, cancellation))
            {
                if (before-- <= 0)
                {
                    view.RunEnded(row);
                }
            }
        }
        catch (OperationCanceledException)
        {
            error.WriteLine($"The sweep was stopped; {sweep.Finished} of {RunText.Count(sweep.Runs.Count, "run")} are finished, and the same command goes on from here.");
            return CourseCommand.Interrupted;
        }

        output.WriteLine(sweep.ResultsPath);
        return CourseCommand.Success;
    }

    /// <summary>A plan or a folder that cannot be used is the reader's to mend; what goes wrong on the way is a failure.</summary>
    private static int Guarded(TextWriter error, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidDataException or DatasetException or InsufficientMemoryException)
        {
            throw new UsageException(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or InvalidOperationException or PlatformNotSupportedException) // the last two: no libtorch
        {
            error.WriteLine(problem.Message);
            return CourseCommand.Failure;
        }
    }

    /// <summary>Parts lie beside each other in the folder of the whole, so that all machines are given the same <c>--out</c>.</summary>
    private static string FolderOf(SweepRequest request, SweepShard shard)
    {
        var whole = request.Out ?? Path.Combine(CourseFolder.Find().Root, "artifacts", "sweeps", Path.GetFileNameWithoutExtension(request.Plan));
        return shard == SweepShard.Whole ? whole : Path.Combine(whole, $"shard-{shard.Index}-of-{shard.Count}");
    }

    private static ISweepView MakeView(TextWriter output) =>
        output == Console.Out && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("CI") is not "true"
            ? new LiveSweepView(AnsiConsole.Console)
            : new PlainSweepView(output, LineInterval);
}
