using System.Diagnostics;
using Xunit;

namespace LlmCourse.Kernel.Tests.Serving;

/// <summary>Opens the chat page in Chromium, where there is one.</summary>
public sealed class ChatPageInBrowserTests : IDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly string profile = Directory.CreateTempSubdirectory("course-browser-").FullName;

    public void Dispose() => Directory.Delete(profile, recursive: true);

    [SkippableFact]
    public async Task ThePageKnowsItsModelAndKeepsItsOwnRules()
    {
        var browser = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(path => Names.Select(name => Path.Combine(path, name))).FirstOrDefault(File.Exists);
        Skip.If(browser is null, "There is no Chromium on this machine.");
        await using var server = await RunningServer.StartAsync();
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-logging=stderr", "--virtual-time-budget=20000", $"--user-data-dir={profile}", "--dump-dom", $"{server.Server.Address}",
        ];
        using var process = Process.Start(new ProcessStartInfo(browser!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (dom, log) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(100));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Skip.If(true, "The browser took longer than 100 s; the machine is too busy for this test.");
        }

        Assert.DoesNotContain((await log).Split('\n'), line => line.Contains(":CONSOLE")); // no rule of the page's own is broken
        Assert.Contains("Chat with <span id=\"model\">tiny</span>", await dom);
        Assert.Contains("reads up to 300 tokens at a time", await dom);
    }
}
