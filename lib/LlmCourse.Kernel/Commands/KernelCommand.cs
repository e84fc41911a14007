using System.CommandLine;
using LlmCourse.Kernel.Jupyter;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course kernel</c>: the course's C# kernel for Jupyter.</summary>
internal static class KernelCommand
{
    public static Command Create() => new("kernel", "The C# kernel for Jupyter, VS Code and nbclient.") { CreateRun() };

    private static Command CreateRun()
    {
        var file = new Argument<string>("connection-file") { Description = "The file in which Jupyter names ports and key." };
        var remote = new Option<bool>("--allow-remote") { Description = "Listen at an address that other machines can reach; whoever reaches it can run code." };
        var unsigned = new Option<bool>("--allow-unsigned") { Description = "Listen to messages without signature." };
        var command = new Command("run", "Serve as a kernel; Jupyter starts this.") { file, remote, unsigned };
        command.SetAction(async (result, _) =>
        {
            var connection = ConnectionFile.Read(result.GetRequiredValue(file), result.GetValue(remote), result.GetValue(unsigned));
            await KernelProgram.RunAsync(connection).ConfigureAwait(false);
            return CourseCommand.Success;
        });
        return command;
    }
}
