using System.Runtime.InteropServices;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Views;
using Spectre.Console;

namespace LlmCourse.Kernel.Commands;

/// <summary>Runs a plan under the eyes of a reader, who may press Ctrl+C.</summary>
internal static class ChapterRunning
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs the plan. Ctrl+C stops the running cell and ends the run in order; pressed again, at once.</summary>
    public static async Task<(CourseRun Run, IReadOnlyList<ChapterResult> Results, bool Interrupted)> RunAsync(RunPlan plan, TextWriter output)
    {
        using var cancel = new CancellationTokenSource();
        using var kill = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            (cancel.IsCancellationRequested ? kill : cancel).Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var view = MakeView(plan, output);
        var run = new CourseRun(plan, view);
        var results = await run.RunAsync(cancel.Token, kill.Token).ConfigureAwait(false);
        return (run, results, cancel.IsCancellationRequested);
    }

    private static IRunView MakeView(RunPlan plan, TextWriter output) =>
        output == Console.Out && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("CI") is not "true"
            ? new LiveView(AnsiConsole.Console, plan.Profile, plan.Request.Strict)
            : new PlainView(output, plan.Profile, plan.Request.Strict, LineInterval);
}
