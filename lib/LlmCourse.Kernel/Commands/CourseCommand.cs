using System.CommandLine;
using System.CommandLine.Invocation;

namespace LlmCourse.Kernel.Commands;

/// <summary>The command <c>course</c> with all that it can do.</summary>
public static class CourseCommand
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>A cell, a claim or a check failed.</summary>
    public const int Failure = 1;

    /// <summary>The command was given something that it cannot use.</summary>
    public const int BadUsage = 2;

    /// <summary>The reader stopped the run.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs the command with these words, and returns the exit code.</summary>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> words, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var result = Create().Parse(words.Count == 0 ? ["--help"] : words);
        if (result.Action is ParseErrorAction problem)
        {
            (problem.ShowHelp, problem.ShowTypoCorrections) = (false, true);
        }

        try
        {
            var code = await result.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // the run answers Ctrl+C itself
            }).ConfigureAwait(false);
            return result.Errors.Count > 0 ? BadUsage : code;
        }
        catch (UsageException usage)
        {
            await error.WriteLineAsync(usage.Message).ConfigureAwait(false);
            return BadUsage;
        }
    }

    private static RootCommand Create() => new("Large language models from first principles, in C#: run the course's chapters and check their claims.")
    {
        RunCommand.Create(),
        RefreshCommand.Create(),
        LintCommand.Create(),
        ProgressCommand.Create(),
        NewExerciseCommand.Create(),
        DataCommand.Create(),
        SweepCommand.Create(),
        FitCommand.Create(),
        EvaluateCommand.Create(),
        TasksCommand.Create(),
        ServeCommand.Create(),
        ChatCommand.Create(),
        KernelCommand.Create(),
        JupyterCommand.Create(),
        DoctorCommand.Create(),
        CompletionCommand.Create(),
    };
}
