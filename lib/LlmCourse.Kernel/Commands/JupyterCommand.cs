using System.CommandLine;
using System.Runtime.InteropServices;
using LlmCourse.Kernel.Jupyter;

namespace LlmCourse.Kernel.Commands;

/// <summary><c>course jupyter</c>: opens the chapters in Jupyter.</summary>
internal static class JupyterCommand
{
    public static Command Create()
    {
        var noBrowser = new Option<bool>("--no-browser") { Description = "Print the address instead of opening a browser." };
        var further = new Argument<string[]>("options") { Description = "Jupyter's own options, after --: course jupyter -- --port=8890", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("jupyter", "Open the chapters in JupyterLab or the classic notebook.") { noBrowser, further };
        command.SetAction(async (result, _) =>
        {
            var program = JupyterProgram.Find(Environment.GetEnvironmentVariable("PATH"));
            if (!new KernelSpecs(JupyterFolders.User).Ours.Any(spec => spec.Name == KernelSpecs.Name))
            {
                KernelCommand.Install(JupyterFolders.User, name: null, result.InvocationConfiguration.Output);
            }

            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true); // Jupyter asks and decides
            return await JupyterProgram.RunAsync(program, CourseFolder.Find().Notebooks, !result.GetValue(noBrowser), result.GetValue(further) ?? []).ConfigureAwait(false);
        });
        return command;
    }
}
