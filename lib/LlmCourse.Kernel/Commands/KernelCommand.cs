using System.CommandLine;
using LlmCourse.Kernel.Jupyter;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course kernel</c>: the course's C# kernel for Jupyter.</summary>
internal static class KernelCommand
{
    private const string DisplayName = "C# (LLM course)";

    public static Command Create() =>
        new("kernel", "The C# kernel for Jupyter, VS Code and nbclient.") { CreateInstall(), CreateList(), CreateUninstall(), CreateRun() };

    /// <summary>Installs the kernel into a data folder of Jupyter: under its own name and the chapters', or under the one that is given.</summary>
    public static void Install(string data, string? name, TextWriter output)
    {
        var specs = new KernelSpecs(data);
        output.WriteLine($"{DisplayName} is installed: {specs.Install(name ?? KernelSpecs.Name, DisplayName)}");
        if (name is not null)
        {
            return;
        }

        var isOurs = specs.Ours.Any(spec => spec.Name == KernelSpecs.ChapterName);
        var others = JupyterFolders.Shared.Append(data).Where(folder => !isOurs && new KernelSpecs(folder).Has(KernelSpecs.ChapterName)).ToList();
        output.WriteLine(others.Count > 0
            ? $"The chapters name the kernel {KernelSpecs.ChapterName}, which is installed in {others[0]}; choose '{DisplayName}' in the notebook to use this one."
            : $"The chapters find it as {KernelSpecs.ChapterName}: {specs.Install(KernelSpecs.ChapterName, $"{DisplayName}, for the chapters")}");
    }

    /// <summary>Lists the course's kernels in a data folder.</summary>
    public static void List(string data, TextWriter output)
    {
        var ours = new KernelSpecs(data).Ours.ToList();
        foreach (var (name, file) in ours)
        {
            output.WriteLine($"{name}  {file}");
        }

        if (ours.Count == 0)
        {
            output.WriteLine($"No kernel of the course is installed in {data}; install it with: course kernel install");
        }
    }

    /// <summary>Removes the course's kernels from a data folder: all, or the one that is named.</summary>
    public static void Uninstall(string data, string? name, TextWriter output)
    {
        var specs = new KernelSpecs(data);
        string[] names = name is null ? [.. specs.Ours.Select(spec => spec.Name)] : [name];
        foreach (var one in names)
        {
            specs.Uninstall(one);
            output.WriteLine($"{one} is removed.");
        }

        if (names.Length == 0)
        {
            output.WriteLine($"No kernel of the course is installed in {data}.");
        }
    }

    private static Command CreateInstall()
    {
        var (prefix, name) = (Prefix(), Name("Its name for Jupyter (llm-course-csharp, and .net-csharp where that is free)."));
        var list = new Option<bool>("--list") { Description = "List what is installed, and install nothing." };
        var command = new Command("install", "Install the kernel for this user.") { prefix, name, list };
        command.SetAction(result =>
        {
            var (data, output) = (Data(result.GetValue(prefix)), result.InvocationConfiguration.Output);
            if (result.GetValue(list))
            {
                List(data, output);
            }
            else
            {
                Install(data, result.GetValue(name), output);
            }
        });
        return command;
    }

    private static Command CreateList()
    {
        var prefix = Prefix();
        var command = new Command("list", "List the course's kernels that are installed.") { prefix };
        command.SetAction(result => List(Data(result.GetValue(prefix)), result.InvocationConfiguration.Output));
        return command;
    }

    private static Command CreateUninstall()
    {
        var (prefix, name) = (Prefix(), Name("The one to remove (all of the course's)."));
        var command = new Command("uninstall", "Remove the course's kernels.") { prefix, name };
        command.SetAction(result => Uninstall(Data(result.GetValue(prefix)), result.GetValue(name), result.InvocationConfiguration.Output));
        return command;
    }

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

    private static Option<string?> Prefix() => new("--prefix") { Description = "Below this folder, in share/jupyter, instead of the user's data folder.", HelpName = "folder" };

    private static Option<string?> Name(string description) => new("--name") { Description = description, HelpName = "name" };

    private static string Data(string? prefix) => prefix is null ? JupyterFolders.User : JupyterFolders.Below(prefix);
}
