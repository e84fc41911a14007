using System.CommandLine;
using LlmCourse.Evaluation;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course tasks NAME FILE</c>: writes a file of the course's own problems, for <c>course evaluate</c>.</summary>
internal static class TasksCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = $"The kind of problems: {string.Join(", ", CourseTasks.Names)}." };
        name.CompletionSources.Add([.. CourseTasks.Names]);
        var file = new Argument<string>("file") { Description = "The file to write, one question a line.", HelpName = "file.jsonl" };
        var count = new Option<int>("--count") { Description = "Number of problems (100).", DefaultValueFactory = _ => 100 };
        var size = new Option<int?>("--size") { Description = "How large each is: operations of arithmetic, people of knights-and-knaves, steps of last-digits and of word-problems; a game-of-24 has 4 numbers." };
        var seed = new Option<int>("--seed") { Description = "Seed of the problems (42).", DefaultValueFactory = _ => 42 };
        var training = new Option<bool>("--training") { Description = "Problems of the kind that is trained on and shown in prompts; without it, those of the test. No problem is both." };
        var command = new Command("tasks", "Write a file of problems with exact answers, to evaluate a model with.") { name, file, count, size, seed, training };
        command.SetAction(result => Run(
            result.GetRequiredValue(name), result.GetRequiredValue(file), result.GetValue(count), result.GetValue(size), result.GetValue(seed), !result.GetValue(training),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return command;
    }

    /// <summary>Writes the file, and returns the exit code.</summary>
    /// <exception cref="UsageException">There are no such problems.</exception>
    public static int Run(string name, string file, int count, int? size, int seed, bool isTest, TextWriter output, TextWriter error)
    {
        try
        {
            TaskFile.Write(file, CourseTasks.Create(name, count, seed, size, isTest));
            output.WriteLine(file);
            return CourseCommand.Success;
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(problem.Message);
        }
        catch (IOException problem)
        {
            error.WriteLine(problem.Message);
            return CourseCommand.Failure;
        }
    }
}
