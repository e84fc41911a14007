using System.CommandLine;
using LlmCourse.Kernel.Learning;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Views;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course progress</c>: which exercises are solved, fail or are open; for one learner, or for a class.</summary>
internal static class ProgressCommand
{
    public static Command Create()
    {
        var chapters = ChapterArgument.Create();
        var export = new Option<string?>("--export") { Description = "Write the table to a file too.", HelpName = "file.csv|file.json" };
        var name = new Option<string?>("--name") { Description = "Your name in the export (the user's name on this machine).", HelpName = "name" };
        var collect = new Option<string?>("--collect") { Description = "For instructors: put the exports in a folder together.", HelpName = "folder" };
        var reset = new Option<bool>("--reset") { Description = "Forget all progress; asks first." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("progress", "Show which exercises are solved, and which are open.") { chapters, export, name, collect, reset, yes };
        command.SetAction(result => Run(
            CourseFolder.Find(),
            new ProgressRequest
            {
                Chapters = result.GetValue(chapters) ?? [],
                Export = result.GetValue(export),
                Name = result.GetValue(name),
                Collect = result.GetValue(collect),
                Reset = result.GetValue(reset),
                Yes = result.GetValue(yes),
            },
            ProgressFile.Default,
            Console.IsInputRedirected ? null : Console.In,
            result.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>Carries out the request, and returns the exit code; <paramref name="answers"/> is null where nobody can be asked.</summary>
    /// <exception cref="UsageException">Something in the request cannot be used.</exception>
    public static int Run(CourseFolder course, ProgressRequest request, ProgressFile file, TextReader? answers, TextWriter output)
    {
        if (request.Chapters.FirstOrDefault(word => word.StartsWith('-')) is { } mistyped)
        {
            new ChapterCatalog(course, "progress").Find(mistyped);
        }

        if (request.Reset)
        {
            return Reset(request, file, answers, output);
        }

        if (request.Yes)
        {
            throw new UsageException("--yes answers the question of --reset; there is nothing else to answer.");
        }

        if (request.Export is { } target && !ProgressExport.Knows(target))
        {
            throw new UsageException($"--export was given '{target}', but it needs a name that ends in .csv or .json.");
        }

        return request.Collect is { } folder ? Collect(request, folder, output) : Show(course, request, file, output);
    }

    private static int Show(CourseFolder course, ProgressRequest request, ProgressFile file, TextWriter output)
    {
        var catalog = new ChapterCatalog(course, "progress");
        var chapters = (request.Chapters.Count == 0 ? catalog.All : request.Chapters.Select(catalog.Find).Distinct()).Select(Chapter.Read).ToList();
        var (book, problem) = file.Read();
        var learner = (request.Name ?? Environment.UserName).Trim();
        var rows = chapters.SelectMany(chapter => chapter.Exercises.Select(id => (chapter, id, known: book.Find(id))))
            .Select(one => new ProgressRow(learner, one.chapter.Number, one.id, one.known.State, one.known.Tries, one.known.Solved)).ToList();
        ProgressTable.WriteOne(rows, chapters.DistinctBy(chapter => chapter.Number).ToDictionary(chapter => chapter.Number, chapter => chapter.Title), request.Chapters.Count > 0, output);
        if (problem is not null)
        {
            output.WriteLine(problem);
        }

        return Export(request, rows, output) && problem is null ? CourseCommand.Success : CourseCommand.Failure;
    }

    private static int Collect(ProgressRequest request, string folder, TextWriter output)
    {
        if (request.Chapters.Count > 0 || request.Name is not null)
        {
            throw new UsageException("--collect takes the exports of a folder as they are; leave out the chapters and --name.");
        }

        if (!Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder '{folder}' to collect exports from.");
        }

        var (rows, problems) = ClassProgress.Collect(folder);
        if (rows.Count == 0 && problems.Count == 0)
        {
            throw new UsageException($"There is no export in '{folder}'; a learner writes one with: course progress --export NAME.csv");
        }

        ProgressTable.WriteClass(rows, output);
        foreach (var problem in problems)
        {
            output.WriteLine(problem);
        }

        return Export(request, rows, output) && problems.Count == 0 ? CourseCommand.Success : CourseCommand.Failure;
    }

    private static bool Export(ProgressRequest request, IReadOnlyList<ProgressRow> rows, TextWriter output)
    {
        if (request.Export is not { } target)
        {
            return true;
        }

        try
        {
            ProgressExport.Write(target, rows);
            output.WriteLine(Path.GetFullPath(target));
            return true;
        }
        catch (IOException problem)
        {
            output.WriteLine(problem.Message);
            return false;
        }
    }

    private static int Reset(ProgressRequest request, ProgressFile file, TextReader? answers, TextWriter output)
    {
        if (request.Export is not null || request.Collect is not null || request.Chapters.Count > 0)
        {
            throw new UsageException("--reset forgets everything and goes with nothing but --yes; export first, then reset.");
        }

        if (!request.Yes)
        {
            if (answers is null)
            {
                throw new UsageException("--reset asks before it forgets, but nobody can answer here; add --yes.");
            }

            output.Write($"Forget all progress in {file.FullPath}? [y/N] ");
            if (answers.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            {
                output.WriteLine("Nothing is forgotten.");
                return CourseCommand.Success;
            }
        }

        try
        {
            file.Reset();
            output.WriteLine("All progress is forgotten. What the pages of the course remember is in the browser; their index has a button for that.");
            return CourseCommand.Success;
        }
        catch (IOException problem)
        {
            output.WriteLine(problem.Message);
            return CourseCommand.Failure;
        }
    }
}
