using System.Diagnostics;
using LlmCourse.Kernel.Site;
using Xunit;
using static LlmCourse.Kernel.Tests.Site.SampleChapters;

namespace LlmCourse.Kernel.Tests.Site;

/// <summary>
/// A site read from the disk in a headless browser: axe-core on every page in light and dark, wide and narrow; then the search, the terms, what
/// has been read, and paper. Pictures of all pages stay in <c>artifacts/site</c>.
/// </summary>
[Collection("processes")]
public sealed class SiteInBrowserTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly string folder = Directory.CreateTempSubdirectory("course site ").FullName; // with a blank, as many users have

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public async Task NobodyIsKeptOutOfTheSite()
    {
        Skip.IfNot(File.Exists(Python), $"There is no {Python}.");
        Skip.IfNot(Runs("chromium", "--version") && Runs("chromedriver", "--version"), "There is no Chromium; apt-get install chromium chromium-driver brings it.");
        Skip.IfNot(Runs(Python, "-c", "import selenium"), "Python has no selenium; apt-get install python3-selenium brings it.");
        var (axe, reason) = AxeCore.Find();
        Skip.If(axe is null, reason);

        var notebooks = Path.Combine(TemporaryCourse.Repository, "notebooks");
        var instructors = SiteText.ReadAll(notebooks).Single(text => text.Name == "README");
        new SiteWriter(folder).WriteIndex([Tokens(), Pretraining(), Failing(), NotRun()], [SampleTexts.Glossary, SampleTexts.Workshops, instructors]);
        string[] arguments =
        [
            Path.Combine(TemporaryCourse.Repository, "tests", "browser", "site_scenario.py"), folder, axe!,
            Path.Combine(TemporaryCourse.Repository, "artifacts", "site"), "surprise", "01-text-to-tokens.html",
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
