using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>The Jupyter that is installed on this machine.</summary>
internal static class JupyterProgram
{
    private static readonly string[] Names = ["jupyter-lab", "jupyter-notebook"];

    /// <summary>The program: JupyterLab, else the classic notebook.</summary>
    /// <exception cref="UsageException">Neither is there.</exception>
    public static string Find(string? path)
    {
        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var ending = OperatingSystem.IsWindows() ? ".exe" : "";
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists)
            ?? throw new UsageException("There is no Jupyter on the PATH; install it with 'python3 -m pip install jupyterlab' (or open notebooks/ in VS Code), then run this again.");
    }

    /// <summary>Runs it on a folder until the reader ends it, and returns its exit code.</summary>
    /// <param name="program">What <see cref="Find"/> found.</param>
    /// <param name="folder">The folder of the notebooks.</param>
    /// <param name="openBrowser">Whether it opens its first page.</param>
    /// <param name="further">Options of its own.</param>
    public static async Task<int> RunAsync(string program, string folder, bool openBrowser, IEnumerable<string> further)
    {
        string[] arguments = [$"--notebook-dir={folder}", .. openBrowser ? Array.Empty<string>() : ["--no-browser"], .. further];
        using var jupyter = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            jupyter.Kill(); // its kernels see that it is gone, and end
        });
        await jupyter.WaitForExitAsync().ConfigureAwait(false);
        return jupyter.ExitCode;
    }
}
