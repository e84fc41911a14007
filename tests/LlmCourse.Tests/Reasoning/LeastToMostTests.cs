using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class LeastToMostTests
{
    [Fact]
    public async Task EachPartIsAskedWithTheProblemAndTheAnswersBeforeIt()
    {
        using var client = new ScriptedChatClient((_, call) => $"The answer is {call + 1}.");
        var chain = new ChainOfThought(client, ThoughtStyle.Worked) { Examples = _ => [new WorkedExample("One?", "It is 1.", "1")], Format = new PromptFormat { Opening = "Say it.\n\n" } };
        var thoughts = await new LeastToMost(chain, (problem, _) => Task.FromResult<IReadOnlyList<string>>(["Half?", problem])).AskAsync("Whole?");
        Assert.Equal(["1", "2"], thoughts.Select(thought => thought.Answer));
        const string always = "Say it.\n\nQ: One?\nA: It is 1. The answer is 1.\n\nWhole?\n\nQ: Half?\nA:";
        Assert.Equal([always, always + " The answer is 1.\n\nQ: Whole?\nA:"], client.Asked);
    }

    [Fact]
    public async Task AProblemThatStaysWholeIsAskedAsTheChainAsksIt()
    {
        using var client = new ScriptedChatClient((_, _) => "");
        var chain = new ChainOfThought(client);
        await new LeastToMost(chain, (problem, _) => Task.FromResult<IReadOnlyList<string>>([problem])).AskAsync("Whole?");
        Assert.Equal([chain.Prompt("Whole?")], client.Asked);
    }

    [Fact]
    public async Task AProblemThatIsCutIntoNothingIsRefused()
    {
        using var client = new ScriptedChatClient((_, _) => "");
        var parts = new LeastToMost(new ChainOfThought(client), (_, _) => Task.FromResult<IReadOnlyList<string>>([]));
        Assert.Contains("no smaller ones", (await Assert.ThrowsAsync<ArgumentException>(() => parts.AskAsync("?"))).Message, StringComparison.Ordinal);
    }
}
