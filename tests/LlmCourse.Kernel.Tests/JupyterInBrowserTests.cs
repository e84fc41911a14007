using System.Diagnostics;
using Xunit;

namespace LlmCourse.Kernel.Tests;

/// <summary>A chapter in a real Jupyter in a headless browser: opened, run, completed, interrupted. Screenshots stay in <c>artifacts/jupyter</c>.</summary>
[Collection("processes")]
public class JupyterInBrowserTests
{
    private const string Python = "/usr/bin/python3";

    [SkippableFact]
    public async Task AReaderRunsAChapterInJupyter()
    {
        Skip.IfNot(File.Exists(Python), $"There is no {Python}.");
        Skip.IfNot(Runs("jupyter", "notebook", "--version"), "There is no Jupyter; apt-get install jupyter-notebook brings it.");
        Skip.IfNot(Runs("chromium", "--version") && Runs("chromedriver", "--version"), "There is no Chromium; apt-get install chromium chromium-driver brings it.");
        Skip.IfNot(Runs(Python, "-c", "import selenium"), "Python has no selenium; apt-get install python3-selenium brings it.");
        var repository = TemporaryCourse.Repository;
        string[] arguments =
        [
            Path.Combine(repository, "tests", "browser", "jupyter_scenario.py"),
            Path.Combine(repository, "artifacts", "bin", "LlmCourse.Kernel", "release", "course.dll"),
            repository,
            Path.Combine(repository, "artifacts", "jupyter"),
        ];
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var scenario = Process.Start(start)!;
        var error = scenario.StandardError.ReadToEndAsync();
        var seen = await scenario.StandardOutput.ReadToEndAsync();
        await scenario.WaitForExitAsync();
        Assert.True(scenario.ExitCode == 0, $"{seen}{await error}");
        Assert.EndsWith("all seen\n", seen, StringComparison.Ordinal);
    }

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
