using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Views;
using Spectre.Console;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course run</c>: runs chapters, checks their claims, writes notebooks, pages and <c>claims.json</c>.</summary>
public static class RunCommand
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    internal static Command Create()
    {
        var chapters = new Argument<string[]>("chapters") { Description = "Numbers, names or paths of chapters; all when left out.", Arity = ArgumentArity.ZeroOrMore };
        chapters.CompletionSources.Add(_ => new ChapterCatalog(CourseFolder.Find()).All.Select(path => Path.GetFileNameWithoutExtension(path)));
        var profile = new Option<string?>("--profile") { Description = "smoke (seconds, claims not judged), quick (the default, minutes) or full.", HelpName = "smoke|quick|full" };
        profile.CompletionSources.Add("smoke", "quick", "full");
        var strict = new Option<bool>("--strict") { Description = "Broken claims about time fail the run too." };
        var seed = new Option<int?>("--seed") { Description = "The seed of every random number (42)." };
        var folder = new Option<string?>("--out") { Description = "Where to write (artifacts/run).", HelpName = "folder" };
        var settings = new Option<string[]>("--set") { Description = "A setting of a chapter; may be repeated.", HelpName = "name=value" };
        var open = new Option<bool>("--open") { Description = "Open the page when the run is over." };
        var solutions = new Option<bool>("--solutions") { Description = "Run the exercises with their solutions; every check must then pass." };
        var noSite = new Option<bool>("--no-site") { Description = "Write no pages." };
        var command = new Command("run", "Run chapters and check their claims.") { chapters, profile, strict, seed, folder, settings, open, solutions, noSite };
        command.SetAction((result, _) => RunAsync(
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
                NoSite = result.GetValue(noSite),
            },
            result.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>Runs the request, and returns the exit code. Ctrl+C stops the running cell and ends the run in order; pressed again, at once.</summary>
    /// <exception cref="UsageException">Something in the request cannot be used.</exception>
    public static async Task<int> RunAsync(RunRequest request, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        var plan = RunPlan.Check(CourseFolder.Find(), request);
        using var cancel = new CancellationTokenSource();
        using var kill = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            (cancel.IsCancellationRequested ? kill : cancel).Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var run = new CourseRun(plan, MakeView(plan, output));
        var results = await run.RunAsync(cancel.Token, kill.Token).ConfigureAwait(false);

        await output.WriteLineAsync().ConfigureAwait(false);
        ClaimTable.Write(results, plan.Profile, request.Strict, output);
        var page = run.IndexPage ?? run.ClaimsFile;
        await output.WriteLineAsync(page).ConfigureAwait(false);
        if (request.Open)
        {
            Process.Start(new ProcessStartInfo(page) { UseShellExecute = true })?.Dispose();
        }

        return cancel.IsCancellationRequested ? CourseCommand.Interrupted
            : results.All(r => r.Passed(plan.Profile, request.Strict) && (!request.Solutions || r.Exercises.All(e => e.IsPassed())))
                ? CourseCommand.Success
                : CourseCommand.Failure;
    }

    private static IRunView MakeView(RunPlan plan, TextWriter output) =>
        output == Console.Out && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("CI") is not "true"
            ? new LiveView(AnsiConsole.Console, plan.Profile, plan.Request.Strict)
            : new PlainView(output, plan.Profile, plan.Request.Strict, LineInterval);
}
