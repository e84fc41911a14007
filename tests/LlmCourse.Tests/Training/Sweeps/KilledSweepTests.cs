using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LlmCourse.Data;
using LlmCourse.Runtime;
using LlmCourse.Training.Sweeps;
using Xunit;

namespace LlmCourse.Tests.Training.Sweeps;

public class KilledSweepTests
{
    private const int Kills = 10;
    private const int MostSteps = 6; // between two kills: 10 x 6 are fewer than all steps of the plan, 68

    private const string Plan = """
        {
          "data": { "name": "harbour" },
          "model": { "context_length": 64, "heads": 2, "layers": 1, "positions": "rotary" },
          "training": { "batch_size": 2, "learning_rate": 0.003, "warmup_steps": 2, "muon_learning_rate": 0.02, "sampling": "shuffled_epochs" },
          "sizes": [{ "model": { "embedding_size": 8 } }, { "model": { "embedding_size": 12 } }],
          "budgets": { "tokens": [1792, 2560] },
          "evaluations": 3
        }
        """;

    [Fact]
    public void ASweepKilledTenTimesEndsWithTheRowsOfAnUnbrokenOne()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["plan.json"], Plan); // 14 and 20 steps, twice
        RunUnbroken(folder["plan.json"], folder["unbroken"]);
        var (random, lost, progress) = (new SeededRandom(10), 0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Start(folder["plan.json"], folder["broken"], parallel: 1 + (kill % 2));
            LetItWork(process, folder["broken"], kill % 5 == 3, 1 + random.NextInt32(MostSteps), random);
            process.Kill(); // SIGKILL
            process.WaitForExit();
            lost += Directory.Exists(folder["broken/unfinished"]) ? 1 : 0;
            progress = Math.Max(progress, Finished(folder["broken"]));
        }

        Assert.InRange(progress, 1, 3); // some trainings were finished, and not all of them
        Assert.InRange(lost, 1, Kills); // and some kills hit one at work
        using var last = Start(folder["plan.json"], folder["broken"], parallel: 2);
        last.StandardInput.Close();
        Assert.Contains($"finished {Finished(folder["broken"])}", last.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        last.WaitForExit();
        Assert.Equal((0, ""), (last.ExitCode, last.StandardError.ReadToEnd()));
        Assert.All(["results.csv", "curves.csv", "sweep.json"], name => Assert.Equal(File.ReadAllText(folder[$"unbroken/{name}"]), File.ReadAllText(folder[$"broken/{name}"])));
        Assert.Equal(SweepPlans.Files(folder["unbroken"]), SweepPlans.Files(folder["broken"]));
    }

    private static void RunUnbroken(string plan, string folder)
    {
        using var data = TrainingData.Open(new JsonObject { ["name"] = "harbour" });
        using var sweep = new Sweep(SweepPlan.Load(plan), data, folder);
        Assert.Equal(68, sweep.Runs.Sum(run => run.Options.Steps));
        Assert.Equal(4, sweep.Run().Count());
    }

    private static Process Start(string plan, string folder, int parallel) => Process.Start(new ProcessStartInfo(TrainingProcess.DotNet)
    {
        ArgumentList = { "exec", Path.Combine(TrainingProcess.Folder, $"{TrainingProcess.Host}.dll"), "sweep", plan, folder, parallel.ToString(CultureInfo.InvariantCulture) },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Waits until some steps are done, and then for a moment that nobody chose; or kills it while it starts.</summary>
    private static void LetItWork(Process process, string folder, bool whileStarting, int steps, SeededRandom random)
    {
        if (whileStarting)
        {
            Thread.Sleep(random.NextInt32(300));
            return;
        }

        process.StandardInput.Write(new string('.', steps));
        process.StandardInput.Flush();
        for (var told = 0; told <= steps;)
        {
            told += process.StandardOutput.ReadLine() is { } line ? (line == "step" ? 1 : 0) : throw new InvalidOperationException(process.StandardError.ReadToEnd());
        }

        if (random.NextInt32(2) == 0)
        {
            SpinWait.SpinUntil(() => Directory.GetFiles(folder, "*.partial", SearchOption.AllDirectories).Length > 0, TimeSpan.FromMilliseconds(50));
        }
    }

    private static int Finished(string folder)
    {
        var results = Path.Combine(folder, "results.csv");
        return File.Exists(results) ? File.ReadLines(results).Count() - 1 : 0;
    }
}
