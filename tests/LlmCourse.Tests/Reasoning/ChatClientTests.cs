using System.Net;
using System.Text.Json;
using LlmCourse.Reasoning;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class ChatClientTests
{
    private const string Marker = "key-that-must-not-be-seen";

    [Fact]
    public async Task TheTranscriptTellsEveryCallAndNeverTheKey()
    {
        using var transcript = new StringWriter();
        using var inner = new ScriptedChatClient((_, call) => call == 1 ? throw new IOException($"401 for {Marker}") : $"It is {Marker}.");
        using var client = new RecordingChatClient(inner, transcript, Marker);
        await client.GetResponseAsync($"What is {Marker}?");
        await Assert.ThrowsAsync<IOException>(() => client.GetResponseAsync("Again?"));
        var lines = transcript.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal((2, 1, 10L, 2L), (client.Calls, client.Failures, client.InputTokens, client.OutputTokens));
        Assert.Equal("What is ***?", lines[0].GetProperty("asked")[0].GetProperty("text").GetString());
        Assert.Contains("401", lines[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, transcript.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamIsRecordedTooEvenIfItBreaks()
    {
        using var transcript = new StringWriter();
        using var client = new RecordingChatClient(new ScriptedChatClient((_, call) => call == 0 ? "abc" : "ab!c"), transcript);
        Assert.Equal("abc", (await client.GetStreamingResponseAsync("?").ToChatResponseAsync()).Text);
        await Assert.ThrowsAsync<IOException>(() => client.GetStreamingResponseAsync("?").ToChatResponseAsync());
        Assert.Equal((2, 1), (client.Calls, client.Failures));
        Assert.Contains("\"answer\":\"ab\"", transcript.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitsDoubleAndThenTheAnswerComes()
    {
        var time = new HastyTime();
        using var client = new RetryingChatClient(new ScriptedChatClient((_, call) => call < 3 ? throw new HttpRequestException("refused") : "yes"), retries: 4, time);
        Assert.Equal("yes", (await client.GetResponseAsync("?")).Text);
        Assert.Equal([1, 2, 4], time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task TheServicesOwnWaitCounts()
    {
        var time = new HastyTime();
        using var client = new RetryingChatClient(new ScriptedChatClient((_, call) =>
            call == 0 ? throw new ChatServiceException("429", isTransient: true, TimeSpan.FromSeconds(7)) : "yes"), retries: 1, time);
        Assert.Equal("yes", (await client.GetStreamingResponseAsync("?").ToChatResponseAsync()).Text);
        Assert.Equal([7], time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, 3)]
    [InlineData(HttpStatusCode.InternalServerError, 3)]
    [InlineData(HttpStatusCode.Unauthorized, 1)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    public async Task OnlyWhatMayPassIsTriedAgainAndNotForEver(HttpStatusCode status, int attempts)
    {
        var inner = new ScriptedChatClient((_, _) => throw new HttpRequestException("no", null, status));
        using var client = new RetryingChatClient(inner, retries: 2, new HastyTime());
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetResponseAsync("?"));
        Assert.Equal(attempts, inner.Asked.Count);
    }

    [Fact]
    public async Task AStreamThatWasSeenIsNotBegunAnew()
    {
        var inner = new ScriptedChatClient((_, _) => "ab!c");
        using var client = new RetryingChatClient(inner, retries: 4, new HastyTime());
        await Assert.ThrowsAsync<IOException>(() => client.GetStreamingResponseAsync("?").ToChatResponseAsync());
        Assert.Single(inner.Asked);
    }

    [Fact]
    public async Task ACancelledWaitEndsAtOnce()
    {
        using var cancellation = new CancellationTokenSource();
        using var client = new RetryingChatClient(new ScriptedChatClient((_, _) => throw new HttpRequestException("refused")), retries: 4) { FirstWait = TimeSpan.FromSeconds(50) };
        var asking = client.GetResponseAsync("?", null, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task NoMoreCallsPassThanAllowed()
    {
        var inner = new ScriptedChatClient((_, _) => "yes") { Delay = TimeSpan.FromMilliseconds(5) };
        using var client = new ThrottlingChatClient(inner, atOnce: 2);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetResponseAsync("?")));
        Assert.InRange(inner.MostAtOnce, 1, 2);
        Assert.Throws<ArgumentException>(() => new ThrottlingChatClient(inner, 0));
    }
}
