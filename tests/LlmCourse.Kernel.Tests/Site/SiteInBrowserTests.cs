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
        Skip.IfNot(BrowserScenario.Has("chromium", "--version") && BrowserScenario.Has("chromedriver", "--version"), "There is no Chromium; apt-get install chromium chromium-driver brings it.");
        Skip.IfNot(BrowserScenario.Has(Python, "-c", "import selenium"), "Python has no selenium; apt-get install python3-selenium brings it.");
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
        await BrowserScenario.RunAsync(Python, arguments);
    }
}
