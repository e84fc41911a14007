using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Jupyter;
using LlmCourse.Kernel.Running;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary><c>course jupyter</c> with the Jupyter of this machine.</summary>
[Collection("processes")]
public sealed class JupyterCommandTests : IDisposable
{
    private const string Token = "0b6d6f2c";

    private readonly string data = Directory.CreateTempSubdirectory("course jupyter ").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [SkippableFact]
    public async Task JupyterOffersTheChaptersAndTheKernelAndEndsWithItsServer() => await WithJupyterAsync(async (course, http) =>
    {
        var contents = await AskAsync(http, course, "api/contents");
        var chapters = Directory.GetFiles(Path.Combine(TemporaryCourse.Repository, "notebooks"), "*.ipynb").Select(Path.GetFileName).ToHashSet();
        Assert.Superset(chapters, contents["content"]!.AsArray().Select(file => (string?)file!["name"]).ToHashSet());
        var kernels = (await AskAsync(http, course, "api/kernelspecs"))["kernelspecs"]!;
        Assert.NotNull(kernels[KernelSpecs.Name]);
        Assert.NotNull(kernels[KernelSpecs.ChapterName]);
        await http.PostAsync("api/shutdown", null);
        await course.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, course.ExitCode);
    });

    [SkippableFact]
    public async Task ATerminationSignalEndsJupyterToo() => await WithJupyterAsync(async (course, http) =>
    {
        await AskAsync(http, course, "api/contents");
        using var kill = Process.Start("kill", ["-TERM", course.Id.ToString(CultureInfo.InvariantCulture)]);
        await course.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("api/contents"));
    });

    /// <summary>Starts the command on a free port, gives the test its process and a way to ask its server, and ends it.</summary>
    private async Task WithJupyterAsync(Func<Process, HttpClient, Task> test)
    {
        SkipWithoutJupyter();
        var port = FreePort();
        using var course = Start("jupyter", "--no-browser", "--", $"--port={port}", "--ip=127.0.0.1", "--allow-root");
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            http.DefaultRequestHeaders.Add("Authorization", $"token {Token}");
            await test(course, http);
        }
        finally
        {
            Kill(course);
        }
    }

    /// <summary>Starts the command as a reader does, in the repository, with a Jupyter folder of the test's own.</summary>
    private Process Start(params string[] words)
    {
        var (program, arguments) = OwnProgram.Command;
        var start = new ProcessStartInfo(program, [.. arguments, .. words])
        {
            WorkingDirectory = TemporaryCourse.Repository,
            RedirectStandardInput = true,
        };
        start.Environment["JUPYTER_DATA_DIR"] = data;
        start.Environment["JUPYTER_TOKEN"] = Token;
        return Process.Start(start)!;
    }

    /// <summary>Asks until the server is there.</summary>
    private static async Task<JsonNode> AskAsync(HttpClient http, Process course, string path)
    {
        while (true)
        {
            try
            {
                return (await http.GetFromJsonAsync<JsonNode>(path))!;
            }
            catch (HttpRequestException problem) when (problem.StatusCode is null && !course.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static void Kill(Process course)
    {
        if (!course.HasExited)
        {
            course.Kill(entireProcessTree: true);
            course.WaitForExit();
        }
    }

    private static void SkipWithoutJupyter()
    {
        Skip.If(OperatingSystem.IsWindows(), "The test ends programs by signals.");
        try
        {
            JupyterProgram.Find(Environment.GetEnvironmentVariable("PATH"));
        }
        catch (UsageException problem)
        {
            Skip.If(true, problem.Message);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
