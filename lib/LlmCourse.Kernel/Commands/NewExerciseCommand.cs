using System.CommandLine;
using LlmCourse.Kernel.Authoring;
using LlmCourse.Kernel.Running;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course new-exercise CHAPTER SLUG</c>: for instructors, an exercise to fill in.</summary>
internal static class NewExerciseCommand
{
    public static Command Create()
    {
        var chapter = new Argument<string>("chapter") { HelpName = "chapter", Description = "The chapter's number or name." };
        chapter.CompletionSources.Add(_ => new ChapterCatalog(CourseFolder.Find()).All.Select(path => Path.GetFileNameWithoutExtension(path)));
        var slug = new Argument<string>("slug") { Description = "The exercise's name, like break-even; the chapter's number is put before it." };
        var title = new Option<string?>("--title") { Description = "Its heading (made of the name).", HelpName = "words" };
        var minutes = new Option<int>("--minutes") { Description = "How long it takes (10).", DefaultValueFactory = _ => 10 };
        var command = new Command("new-exercise", "For instructors: add an exercise to a chapter, to be filled in.") { chapter, slug, title, minutes };
        command.SetAction(result => Run(
            CourseFolder.Find(), result.GetRequiredValue(chapter), result.GetRequiredValue(slug), result.GetValue(title), result.GetValue(minutes),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return command;
    }

    /// <summary>Adds the exercise, says what is left to do, and returns the exit code.</summary>
    /// <exception cref="UsageException">The chapter or the name cannot be used.</exception>
    public static int Run(CourseFolder course, string chapter, string slug, string? title, int minutes, TextWriter output, TextWriter error)
    {
        var exercise = NewExercise.Plan(course, chapter, slug, title, minutes);
        try
        {
            var files = exercise.Write();
            output.WriteLine($"Exercise {exercise.Template.Id} is added:");
            foreach (var file in files)
            {
                output.WriteLine($"  {Path.GetRelativePath(course.Root, file)}");
            }

            output.WriteLine($"""
                Fill in what says TODO:
                  1. in the chapter, the text above the stub, and the stub's own signature;
                  2. in the chapter, the checks: each a sentence about a right answer, how to see that it is true, and a hint that names the likely mistake;
                  3. in solutions/, the code that makes every check pass.
                """);
            if (exercise.TakesANumber)
            {
                output.WriteLine($"The chapter has another heading with the number {exercise.Template.Number} behind it; give that one the next number.");
            }

            output.WriteLine($"Then see that it holds together: course run {chapter} --profile smoke --solutions, and course lint {chapter}");
            return CourseCommand.Success;
        }
        catch (IOException problem)
        {
            error.WriteLine(problem.Message);
            return CourseCommand.Failure;
        }
    }
}
