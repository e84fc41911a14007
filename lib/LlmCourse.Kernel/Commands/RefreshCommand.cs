using System.CommandLine;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course refresh</c>: runs chapters in the quick profile and keeps their outputs in the repository's notebooks.</summary>
internal static class RefreshCommand
{
    public static Command Create()
    {
        var chapters = ChapterArgument.Create();
        var command = new Command("refresh", "Run chapters (quick) and write their outputs, normalised, back into notebooks/.") { chapters };
        command.SetAction((result, _) => RunAsync(CourseFolder.Find(), result.GetValue(chapters) ?? [], result.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>Refreshes the chapters, and returns the exit code: a chapter that does not pass keeps the outputs that it had.</summary>
    public static async Task<int> RunAsync(CourseFolder course, IReadOnlyList<string> chapters, TextWriter output)
    {
        var plan = RunPlan.Check(course, new RunRequest { Chapters = chapters, Profile = "quick", Seed = Display.Course.DefaultSeed, NoSite = true });
        var (_, results, interrupted) = await ChapterRunning.RunAsync(plan, output).ConfigureAwait(false);
        foreach (var result in results)
        {
            if (result.Passed(plan.Profile, strict: false))
            {
                NotebookNormalizer.Normalize(result.Chapter.Notebook);
                result.Chapter.Notebook.Write(result.Chapter.Path);
                await output.WriteLineAsync($"{result.Chapter.Path} is refreshed.").ConfigureAwait(false);
            }
            else
            {
                await output.WriteLineAsync($"{result.Chapter.Path} keeps its outputs, for the run did not pass.").ConfigureAwait(false);
            }
        }

        return interrupted ? CourseCommand.Interrupted
            : results.All(r => r.Passed(plan.Profile, strict: false)) ? CourseCommand.Success
            : CourseCommand.Failure;
    }
}
