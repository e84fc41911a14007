using System.Text.Json.Nodes;
using Xunit;

namespace LlmCourse.Kernel.Tests.Serving;

public class ManyClientsTests
{
    private const int Clients = 32;

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public async Task ThirtyTwoAtOnceGetTheAnswersThatEachWouldGetAloneAndNobodyWaitsForLong(int places)
    {
        await using var server = await RunningServer.StartAsync(places);
        var expected = new List<string>();
        foreach (var i in Enumerable.Range(0, Clients))
        {
            expected.Add(await server.AskAsync(Question(i)));
        }

        Assert.True(expected.Distinct().Count() > Clients / 2);
        var results = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Task.Run(async () =>
        {
            var before = server.Model.Generator.Steps;
            var answer = i % 2 == 0 ? await server.AskAsync(Question(i)) : Text(await server.StreamAsync("/v1/chat/completions", Question(i)));
            return (Answer: answer, Steps: server.Model.Generator.Steps - before);
        })));
        Assert.Equal(expected, results.Select(result => result.Answer));
        var steps = results.Select(result => result.Steps).Order().ToList();
        Assert.True(steps[^1] <= 3 * steps[Clients / 2], $"the slowest took {steps[^1]} steps, the median {steps[Clients / 2]}");
        Assert.InRange(server.Model.Generator.MemoryBytes, 1, server.Model.MostBytes);
    }

    [Fact]
    public async Task ARoundOfQuestionsTakesNoMoreMemoryThanTheOneBefore()
    {
        await using var server = await RunningServer.StartAsync(places: 4);
        long after = 0;
        for (var round = 0; round < 4; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(i => server.AskAsync(Question(i + (100 * round)))));
            after = round == 1 ? server.Model.Generator.MemoryBytes : after;
        }

        Assert.Equal(server.Model.MostBytes, server.Model.Generator.MemoryBytes);
        Assert.Equal(after, server.Model.Generator.MemoryBytes);
    }

    [Fact]
    public async Task AClientThatLeavesFreesItsPlace()
    {
        const int Endless = 60_000; // tokens, of which a few hundred come before the client is missed
        await using var server = await RunningServer.StartAsync(places: 1, context: Endless);
        var question = RunningServer.Question("Tell me everything", most: Endless);
        question["stream"] = true;
        question["stop"] = "\0"; // no such character: nothing ends it
        using (var leaving = new CancellationTokenSource())
        {
            using var response = await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", question, completion: HttpCompletionOption.ResponseHeadersRead, cancellation: leaving.Token);
            await using var stream = await response.Content.ReadAsStreamAsync();
            Assert.True(await stream.ReadAsync(new byte[10]) > 0);
            Assert.Equal(1, server.Model.Generator.Running);
        }

        Assert.Equal(5, (await server.AskAsync(RunningServer.Question("ab", most: 5))).Length); // the only place was free for it
        Assert.InRange(server.Model.Generator.TokensWritten, 6, Endless / 2);
        Assert.Equal((0, 0), (server.Model.Generator.Running, server.Model.Generator.Waiting));
    }

    private static JsonObject Question(int i)
    {
        var question = RunningServer.Question($"Question {i} of {Clients}? {new string('x', i * 3 % 40)}", seed: i, most: 60 + (i % 30));
        question["stop"] = "\0";
        question["temperature"] = i % 3 == 0 ? 0 : 1;
        return question;
    }

    private static string Text(List<JsonNode> parts) => string.Concat(parts.Select(part => (string?)part["choices"]![0]!["delta"]!["content"]));
}
