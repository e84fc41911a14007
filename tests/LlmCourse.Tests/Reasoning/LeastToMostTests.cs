using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class LeastToMostTests
{
    [Fact]
    public async Task EachPartIsAskedWithTheAnswersBeforeIt()
    {
        var client = new ScriptedChatClient((_, call) => $"The answer is {call + 1}.");
        var thoughts = await new LeastToMost(client, (problem, _) => Task.FromResult<IReadOnlyList<string>>(["Half?", problem])).AskAsync("Whole?");
        Assert.Equal(["1", "2"], thoughts.Select(thought => thought.Answer));
        Assert.Equal(["Q: Half?\nA:", "Q: Half?\nA: The answer is 1.\n\nQ: Whole?\nA:"], client.Asked);
    }

    [Fact]
    public async Task AProblemThatIsCutIntoNothingIsRefused()
    {
        var parts = new LeastToMost(new ScriptedChatClient((_, _) => ""), (_, _) => Task.FromResult<IReadOnlyList<string>>([]));
        Assert.Contains("no smaller ones", (await Assert.ThrowsAsync<ArgumentException>(() => parts.AskAsync("?"))).Message, StringComparison.Ordinal);
    }
}
