using System.CommandLine;
using System.Diagnostics;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Views;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course run</c>: runs chapters, checks their claims, writes notebooks, pages and <c>claims.json</c>.</summary>
public static class RunCommand
{
    internal static Command Create()
    {
        var chapters = ChapterArgument.Create();
        var profile = new Option<string?>("--profile") { Description = "smoke (seconds, claims not judged), quick (the default, minutes) or full.", HelpName = "smoke|quick|full" };
        profile.CompletionSources.Add("smoke", "quick", "full");
        var strict = new Option<bool>("--strict") { Description = "Broken claims about time fail the run too." };
        var seed = new Option<int?>("--seed") { Description = "The seed of every random number (42)." };
        var folder = new Option<string?>("--out") { Description = "Where to write (artifacts/run).", HelpName = "folder" };
        var settings = new Option<string[]>("--set") { Description = "A setting of a chapter; may be repeated.", HelpName = "name=value" };
        var open = new Option<bool>("--open") { Description = "Open the page when the run is over." };
        var solutions = new Option<bool>("--solutions") { Description = "Run the exercises with their solutions; every check must then pass." };
        var mistakes = new Option<bool>("--mistakes") { Description = "As --solutions, after the stubs and typical wrong answers: each of these must get its hint.", Hidden = true };
        var noSite = new Option<bool>("--no-site") { Description = "Write no pages." };
        var command = new Command("run", "Run chapters and check their claims.") { chapters, profile, strict, seed, folder, settings, open, solutions, mistakes, noSite };
        command.SetAction((result, _) => RunAsync(
            CourseFolder.Find(),
            new RunRequest
            {
                Chapters = result.GetValue(chapters) ?? [],
                Profile = result.GetValue(profile),
                Strict = result.GetValue(strict),
                Seed = result.GetValue(seed),
                Out = result.GetValue(folder),
                Settings = result.GetValue(settings) ?? [],
                Open = result.GetValue(open),
                Solutions = result.GetValue(solutions),
                Mistakes = result.GetValue(mistakes),
                NoSite = result.GetValue(noSite),
            },
            result.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>Runs the request, and returns the exit code.</summary>
    /// <exception cref="UsageException">Something in the request cannot be used.</exception>
    public static async Task<int> RunAsync(CourseFolder course, RunRequest request, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        var plan = RunPlan.Check(course, request);
        var (run, results, interrupted) = await ChapterRunning.RunAsync(plan, output).ConfigureAwait(false);
        await output.WriteLineAsync().ConfigureAwait(false);
        ClaimTable.Write(results, plan.Profile, request.Strict, output);
        foreach (var attempt in plan.Attempts)
        {
            await output.WriteLineAsync(attempt.ToString()).ConfigureAwait(false);
        }

        var unsolved = request.Solutions || request.Mistakes ? results.SelectMany(r => r.Exercises).Where(e => !e.IsPassed()).ToList() : [];
        foreach (var exercise in unsolved)
        {
            await output.WriteLineAsync($"The solution of exercise {exercise.Id} does not pass its checks: {exercise.State}.").ConfigureAwait(false);
        }

        var page = run.IndexPage ?? run.ClaimsFile;
        await output.WriteLineAsync(page).ConfigureAwait(false);
        if (request.Open)
        {
            Open(page, output);
        }

        return interrupted ? CourseCommand.Interrupted
            : results.All(r => r.Passed(plan.Profile, request.Strict)) && unsolved.Count == 0 && plan.Attempts.All(a => a.IsAsExpected) && !run.LostOutputs ? CourseCommand.Success
            : CourseCommand.Failure;
    }

    private static void Open(string page, TextWriter output)
    {
        try
        {
            Process.Start(new ProcessStartInfo(page) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            output.WriteLine($"No program could be started to open it ({problem.Message}).");
        }
    }
}
