using System.Diagnostics;
using Xunit;

namespace LlmCourse.Kernel.Tests;

/// <summary>A script that drives a browser, and ends by saying that it has seen all.</summary>
internal static class BrowserScenario
{
    /// <summary>Runs it to its end.</summary>
    public static async Task RunAsync(string python, string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var scenario = Process.Start(start)!;
        var error = scenario.StandardError.ReadToEndAsync();
        var seen = await scenario.StandardOutput.ReadToEndAsync();
        await scenario.WaitForExitAsync();
        Assert.True(scenario.ExitCode == 0, $"{seen}{await error}");
        Assert.EndsWith("all seen\n", seen, StringComparison.Ordinal);
    }

    /// <summary>True where a program that it needs is there and runs.</summary>
    public static bool Has(string program, params string[] arguments)
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
