using LlmCourse.Reasoning;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class ReplayChatClientTests
{
    [Fact]
    public async Task EachTextIsServedOnceInOrderAndCounted()
    {
        using var client = new ReplayChatClient(new Dictionary<string, IReadOnlyList<string>> { ["a b"] = ["one two three", "four"] }, text => text.Split(' ').Length);
        var first = await client.GetResponseAsync("a b");
        Assert.Equal(("one two three", 2L, 3L), (first.Text, first.Usage!.InputTokenCount!.Value, first.Usage.OutputTokenCount!.Value));
        Assert.Equal("four", string.Concat((await client.GetStreamingResponseAsync("a b").ToListAsync()).Select(update => update.Text)));
        Assert.Contains("All 2 samples", (await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync("a b"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync("c"));
    }
}
