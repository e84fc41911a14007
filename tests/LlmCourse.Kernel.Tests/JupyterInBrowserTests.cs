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
        Skip.IfNot(BrowserScenario.Has("jupyter", "notebook", "--version"), "There is no Jupyter; apt-get install jupyter-notebook brings it.");
        Skip.IfNot(BrowserScenario.Has("chromium", "--version") && BrowserScenario.Has("chromedriver", "--version"), "There is no Chromium; apt-get install chromium chromium-driver brings it.");
        Skip.IfNot(BrowserScenario.Has(Python, "-c", "import selenium"), "Python has no selenium; apt-get install python3-selenium brings it.");
        var repository = TemporaryCourse.Repository;
        string[] arguments =
        [
            Path.Combine(repository, "tests", "browser", "jupyter_scenario.py"),
            Path.Combine(repository, "artifacts", "bin", "LlmCourse.Kernel", "release", "course.dll"),
            repository,
            Path.Combine(repository, "artifacts", "jupyter"),
        ];
        await BrowserScenario.RunAsync(Python, arguments);
    }
}
