using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Serving;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Kernel.Tests.Serving;

[Collection("processes")]
public sealed class EndingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("course-serve-").FullName;

    public EndingTests()
    {
        using var model = RunningServer.Random(34, 64); // as many tokens as the documents with small calculations have
        Checkpoint.Save(Path.Combine(folder, "model.safetensors"), model);
        File.WriteAllText(Path.Combine(folder, "recipe.json"), """{"recipe":{"data":{"name":"last-digits"}}}""");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task WhatIsBeingWrittenIsFinished()
    {
        await using var server = await RunningServer.StartAsync(places: 1, context: 3000, options: new ServerOptions { Grace = TimeSpan.FromMinutes(5) });
        var (first, second) = (Open(server, 2000), Open(server, 10)); // one is written, and the other waits
        using var begun = await first;
        while (server.Model.Generator.Running + server.Model.Generator.Waiting < 2 && !second.IsCompleted)
        {
            await Task.Delay(5);
        }

        var stopping = server.Server.StopAsync();
        Assert.EndsWith("data: [DONE]\n\n", await begun.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var waited = await second;
        Assert.EndsWith("data: [DONE]\n\n", await waited.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => server.SendAsync(HttpMethod.Get, "/health"));
    }

    [Fact]
    public async Task WhatTakesTooLongIsToldThatTheServerEnds()
    {
        const int Endless = 60_000;
        await using var server = await RunningServer.StartAsync(places: 1, context: Endless, options: new ServerOptions { Grace = TimeSpan.Zero });
        using var begun = await Open(server, Endless);
        await server.Server.StopAsync();
        var last = (await begun.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal("server_ending", (string?)JsonNode.Parse(last["data: ".Length..])!["error"]!["code"]);
    }

    [SkippableTheory]
    [InlineData("-TERM")]
    [InlineData("-INT")]
    public async Task ASignalEndsTheCommandInGoodOrder(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var process = Start("serve", folder, "--port", "0", "--name", "small", "--int8");
        var line = await process.StandardOutput.ReadLineAsync();
        var address = Regex.Match(line ?? "", "http://127.0.0.1:[0-9]+/").Value;
        Assert.True(address.Length > 0, $"{line} {(process.HasExited ? await process.StandardError.ReadToEndAsync() : "")}");
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri($"{address}v1/completions"), JsonContent.Create(new { prompt = "Take 7", max_tokens = 5 }));
        Assert.Equal((200, "small"), ((int)answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["model"]));
        using (var kill = Process.Start("kill", [signal, $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal((0, "Ending.\n", ""), (process.ExitCode, await process.StandardOutput.ReadToEndAsync(limit.Token), await process.StandardError.ReadToEndAsync(limit.Token)));
    }

    [Fact]
    public async Task APortThatIsTakenIsToldInASentence()
    {
        await using var server = await RunningServer.StartAsync();
        using var process = Start("serve", folder, "--port", $"{server.Server.Address.Port}");
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains($"The server cannot listen at 127.0.0.1 port {server.Server.Address.Port}: ", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheTerminalTakesALineForAQuestion()
    {
        using var process = Start("chat", folder, "--seed", "1", "--max-tokens", "8");
        await process.StandardInput.WriteAsync("Take 7\n/temperature 0\nTake 7\n/exit\nTake 7\n");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(2, output.Split("(cut off)\n").Length - 1);
        Assert.Contains("The temperature is 0.\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain(">", output, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> Open(RunningServer server, int most)
    {
        var question = RunningServer.Question("Tell me everything", most: most);
        (question["stream"], question["stop"]) = (true, "\0");
        return server.SendAsync(HttpMethod.Post, "/v1/chat/completions", question, completion: HttpCompletionOption.ResponseHeadersRead);
    }

    private static Process Start(params string[] words)
    {
        var (file, arguments) = OwnProgram.Command;
        return Process.Start(new ProcessStartInfo(file, [.. arguments, .. words]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
