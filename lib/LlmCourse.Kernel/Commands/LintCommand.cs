using System.CommandLine;
using LlmCourse.Kernel.Lint;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Views;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course lint</c>: do the chapters run and read the same in every host?</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var chapters = ChapterArgument.Create();
        var command = new Command("lint", "Check chapters for what some notebook host or some reader cannot use.") { chapters };
        command.SetAction(result => Run(CourseFolder.Find(), result.GetValue(chapters) ?? [], result.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>Prints a line for each finding; 1 when there is one, else 0.</summary>
    public static int Run(CourseFolder course, IReadOnlyList<string> chapters, TextWriter output)
    {
        var catalog = new ChapterCatalog(course, "lint");
        var paths = chapters.Count == 0 ? catalog.All : [.. chapters.Select(catalog.Find)];
        var count = 0;
        foreach (var path in paths)
        {
            foreach (var finding in NotebookLint.Check(Notebook.Read(path)))
            {
                count++;
                output.WriteLine($"{Path.GetFileName(path)}: {finding}");
            }
        }

        output.WriteLine($"{RunText.Count(paths.Count, "chapter")}: {(count == 0 ? "nothing" : count)} to mend.");
        return count == 0 ? CourseCommand.Success : CourseCommand.Failure;
    }
}
