using LlmCourse.Generation;
using LlmCourse.Reasoning;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class GeneratorChatClientTests
{
    [Fact]
    public async Task AStreamGivesThePiecesAndAResponseTheWholeWithItsTokens()
    {
        using var client = new GeneratorChatClient(new Echo(), new SamplingOptions(), text => text.Length);
        var pieces = new List<string>();
        await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "abc")]))
        {
            pieces.Add(update.Text);
        }

        Assert.Equal(["a", "b", "c", ""], pieces);
        var response = await client.GetResponseAsync("abc");
        Assert.Equal(("abc", 3L, 3L), (response.Text, response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task TheCallSaysHowToSampleAndSeedsGoOnByThemselves()
    {
        var echo = new Echo();
        using var client = new GeneratorChatClient(echo, new SamplingOptions { Seed = 7, TopK = 3 });
        await client.GetResponseAsync("a", new ChatOptions { Temperature = 0.5f, MaxOutputTokens = 9, StopSequences = ["x"] });
        await client.GetResponseAsync("a");
        await client.GetResponseAsync("a", new ChatOptions { Seed = 99 });
        Assert.Equal([7, 8, 99], echo.Seen.Select(options => options.Seed));
        var first = echo.Seen[0];
        Assert.Equal((0.5, 9, 3, "x"), (first.Temperature, first.MaxTokens, first.TopK, first.StopSequences[0]));
    }

    [Fact]
    public async Task OneCallRunsAtATime()
    {
        var echo = new Echo();
        using var client = new GeneratorChatClient(echo, new SamplingOptions());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetResponseAsync("abcdef")));
        Assert.Equal(1, echo.MostAtOnce);
    }

    [Fact]
    public async Task ACancelledStreamEndsAndLetsTheNextCallIn()
    {
        using var client = new GeneratorChatClient(new Echo(), new SamplingOptions());
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "abcdef")], null, cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
        Assert.Equal("ab", (await client.GetResponseAsync("ab")).Text);
    }

    [Fact]
    public async Task AReaderWhoStopsEarlyLetsTheNextCallIn()
    {
        using var client = new GeneratorChatClient(new Echo(), new SamplingOptions());
        await foreach (var _ in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "abcdef")]))
        {
            break;
        }

        Assert.Equal("ab", (await client.GetResponseAsync("ab")).Text);
    }

    /// <summary>Repeats the prompt, letter by letter.</summary>
    private sealed class Echo : ITextGenerator
    {
        private int running;

        public List<SamplingOptions> Seen { get; } = [];

        public int MostAtOnce { get; private set; }

        public IEnumerable<string> Stream(string prompt, SamplingOptions options, CancellationToken cancellation = default)
        {
            Seen.Add(options);
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref running));
            foreach (var letter in prompt)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return $"{letter}";
            }

            Interlocked.Decrement(ref running);
        }
    }
}
