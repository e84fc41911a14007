using System.CommandLine;
using LlmCourse.Display;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Site;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course handout NN</c>: a chapter on paper.</summary>
internal static class HandoutCommand
{
    private const int UsualFigures = 2;

    public static Command Create()
    {
        var chapter = new Argument<string>("chapter") { Description = "Number, name or path of a chapter." };
        chapter.CompletionSources.Add(_ => new ChapterCatalog(CourseFolder.Find()).All.Select(path => Path.GetFileNameWithoutExtension(path)));
        var output = new Option<string?>("--out") { Description = "The file to write; artifacts/handouts/NN-name.html when left out.", HelpName = "file" };
        var figures = new Option<int>("--figures") { Description = "At most so many of the figures that the notebook holds.", HelpName = "count", DefaultValueFactory = _ => UsualFigures };
        figures.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--figures must be 0 or more.");
            }
        });
        var answers = new Option<bool>("--answers") { Description = "With the answers of the questions, on a page of their own." };
        var command = new Command("handout", "Write a chapter as one printable page: takeaways, figures, claims, exercises, questions.") { chapter, output, figures, answers };
        command.SetAction(result => Run(
            CourseFolder.Find(), result.GetRequiredValue(chapter), result.GetValue(output), result.GetValue(figures), result.GetValue(answers), result.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>Writes the page and prints where it lies.</summary>
    public static int Run(CourseFolder course, string chapter, string? file, int figures, bool withAnswers, TextWriter output)
    {
        var read = Chapter.Read(new ChapterCatalog(course).Find(chapter));
        var path = Path.GetFullPath(file ?? Path.Combine(course.Root, "artifacts", "handouts", $"{read.Name}.html"));
        try
        {
            AtomicFile.WriteText(path, new HandoutPage(read, Questions(course)).Render(figures, withAnswers));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The handout cannot be written to {path}: {problem.Message}");
        }

        output.WriteLine(path);
        return CourseCommand.Success;
    }

    private static Quiz? Questions(CourseFolder course)
    {
        var path = Path.Combine(course.Root, "datasets", "quiz.json");
        try
        {
            return File.Exists(path) ? Quiz.Load(path) : null;
        }
        catch (InvalidDataException problem)
        {
            throw new UsageException(problem.Message);
        }
    }
}
