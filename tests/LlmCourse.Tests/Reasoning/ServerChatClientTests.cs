using System.Diagnostics;
using System.Net.Sockets;
using LlmCourse.Reasoning;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class ServerChatClientTests
{
    private const string Key = "key-that-must-not-be-seen";

    [Fact]
    public async Task AnAnswerComesBackWithItsTokensAndTheRequestSaysWhatWasAsked()
    {
        using var server = new LoopbackServer(LoopbackServer.Message("The answer is 4."));
        using var client = Client(server.Address);
        var response = await client.GetResponseAsync("2 + 2?", new ChatOptions { Temperature = 0.5f, MaxOutputTokens = 20, StopSequences = ["\n"] });
        Assert.Equal(("The answer is 4.", 5L, 3L), (response.Text, response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /v1/chat/completions", request, StringComparison.Ordinal);
        Assert.Contains($"Bearer {Key}", request, StringComparison.Ordinal);
        Assert.Contains("\"max_tokens\":20", request, StringComparison.Ordinal);
        Assert.DoesNotContain("\"seed\"", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamComesPieceByPiece()
    {
        using var server = new LoopbackServer(LoopbackServer.Stream(ends: true, "The", " answer"));
        using var client = Client(server.Address);
        List<string> pieces = [];
        await foreach (var update in client.GetStreamingResponseAsync("?"))
        {
            pieces.Add(update.Text);
        }

        Assert.Equal(["The", " answer"], pieces);
    }

    [Theory]
    [InlineData("401 Unauthorized", "refused the key", false)]
    [InlineData("404 Not Found", "no model 'small'", false)]
    [InlineData("400 Bad Request", "status 400", false)]
    [InlineData("429 Too Many Requests", "too many requests", true)]
    [InlineData("500 Internal Server Error", "status 500", true)]
    public async Task ARefusalIsOneSentenceWithoutTheKey(string status, string says, bool transient)
    {
        using var server = new LoopbackServer(LoopbackServer.Answer(status, $$"""{"error": "bad key {{Key}}"}"""));
        using var client = Client(server.Address);
        var error = await Assert.ThrowsAsync<ChatServiceException>(() => client.GetResponseAsync("?"));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(transient, error.IsTransient);
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>hello</html>", "no JSON")]
    [InlineData("{\"choices\": [", "no JSON")]
    [InlineData("{}", "without a message")]
    [InlineData("", "no JSON")]
    public async Task NonsenseIsOneSentence(string body, string says)
    {
        using var server = new LoopbackServer(LoopbackServer.Answer("200 OK", body));
        using var client = Client(server.Address);
        Assert.Contains(says, (await Assert.ThrowsAsync<ChatServiceException>(() => client.GetResponseAsync("?"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEndlessAnswerIsEnded()
    {
        using var server = new LoopbackServer(LoopbackServer.Stream(ends: false, [.. Enumerable.Repeat(new string('a', 100_000), 11)]));
        using var client = Client(server.Address);
        var error = await Assert.ThrowsAsync<ChatServiceException>(() => client.GetStreamingResponseAsync("?").ToChatResponseAsync());
        Assert.Contains("did not end", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamThatBreaksOffSaysSo()
    {
        using var server = new LoopbackServer(LoopbackServer.Stream(ends: false, "The"));
        using var client = Client(server.Address);
        var error = await Assert.ThrowsAsync<ChatServiceException>(() => client.GetStreamingResponseAsync("?").ToChatResponseAsync());
        Assert.True(error.IsTransient);
        Assert.Contains("broke off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatIsNotThereIsOneSentence()
    {
        Uri address;
        using (var gone = new LoopbackServer())
        {
            address = gone.Address;
        }

        using var client = Client(address);
        var error = await Assert.ThrowsAsync<ChatServiceException>(() => client.GetResponseAsync("?"));
        Assert.Contains("is it running?", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
        Assert.Null(error.InnerException as SocketException);
    }

    [Fact]
    public async Task SilenceEndsWithTheTimeOut()
    {
        using var server = new LoopbackServer();
        using var client = new ServerChatClient(new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) }, server.Address, "small", Key);
        var error = await Assert.ThrowsAsync<ChatServiceException>(() => client.GetResponseAsync("?"));
        Assert.Contains("took longer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACancelledCallEndsWithinASecond()
    {
        using var server = new LoopbackServer();
        using var client = Client(server.Address);
        using var cancellation = new CancellationTokenSource();
        var asking = client.GetResponseAsync("?", null, cancellation.Token);
        var watch = Stopwatch.StartNew();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task ABusyServerIsAskedAgainAfterTheTimeThatItNames()
    {
        using var server = new LoopbackServer(LoopbackServer.Answer("429 Too Many Requests", "", "Retry-After: 3\r\n"), LoopbackServer.Answer("500 Oh", ""), LoopbackServer.Message("yes"));
        var time = new HastyTime();
        using var client = new RetryingChatClient(Client(server.Address), retries: 3, time);
        Assert.Equal("yes", (await client.GetResponseAsync("?")).Text);
        Assert.Equal([3, 2], time.Waits.Select(wait => wait.TotalSeconds));
    }

    private static ServerChatClient Client(Uri address) => new(new HttpClient(), address, "small", Key);
}
