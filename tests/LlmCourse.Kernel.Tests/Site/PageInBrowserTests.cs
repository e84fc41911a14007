using System.Diagnostics;
using LlmCourse.Kernel.Site;
using Xunit;

namespace LlmCourse.Kernel.Tests.Site;

/// <summary>Opens pages in Chromium, where there is one, without a network.</summary>
public sealed class PageInBrowserTests : IDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly string folder = Directory.CreateTempSubdirectory("course-browser-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public void FormulasAreSetAndChartsComeAlive()
    {
        var browser = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(path => Names.Select(name => Path.Combine(path, name))).FirstOrDefault(File.Exists);
        Skip.If(browser is null, "There is no Chromium on this machine.");
        var site = Path.Combine(folder, "site");
        new SiteWriter(site).WriteIndex([SampleChapters.Pretraining()]);

        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--proxy-server=127.0.0.1:9", "--enable-logging=stderr",
            "--window-size=1300,6000", "--virtual-time-budget=20000", $"--user-data-dir={Path.Combine(folder, "profile")}",
            "--dump-dom", new Uri(Path.Combine(site, "04-pretraining.html")) + "?theme=dark",
        ];
        var start = new ProcessStartInfo(browser!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (dom, log) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromSeconds(100)))
        {
            process.Kill(entireProcessTree: true);
            Skip.If(true, "The browser took longer than 100 s; the machine is too busy for this test.");
        }

        Assert.DoesNotContain(log.Result.Split('\n'), line => line.Contains(":CONSOLE"));
        Assert.Contains("data-theme=\"dark\"", dom.Result);
        Assert.Equal(2, dom.Result.Split("class=\"katex\"").Length - 1);
        Assert.Contains("llmcourse-figure interactive", dom.Result);
        Assert.Contains("class=\"main-svg\"", dom.Result);
    }
}
