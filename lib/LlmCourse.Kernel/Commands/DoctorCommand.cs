using System.CommandLine;
using LlmCourse.Kernel.Health;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course doctor</c>: is this machine fit for the course?</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check this machine: SDK, runtime, natives, CPU, memory, disk, GPU and data.");
        command.SetAction(result => Run(Doctor.Examine(CourseFolder.Find()), result.InvocationConfiguration.Output));
        return command;
    }

    /// <summary>Prints the findings; 1 when the course cannot run, else 0.</summary>
    public static int Run(IEnumerable<Finding> findings, TextWriter output)
    {
        var (problems, fatal) = (0, false);
        foreach (var finding in findings)
        {
            var mark = finding.Severity switch { Severity.Fine => "✓", Severity.Advice => "!", _ => "✗" };
            output.WriteLine($"{mark} {finding.Subject,-8} {finding.Text}");
            if (finding.Advice is { } advice)
            {
                output.WriteLine($"           → {advice}");
            }

            problems += finding.Severity == Severity.Fine ? 0 : 1;
            fatal |= finding.Severity == Severity.Fatal;
        }

        output.WriteLine(fatal ? "The course cannot run on this machine as it is."
            : problems > 0 ? "The course runs on this machine; see the advice above."
            : "The course runs on this machine.");
        return fatal ? 1 : 0;
    }
}
