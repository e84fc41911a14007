using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class ChainOfThoughtTests
{
    private static readonly WorkedExample[] Pool =
    [
        new("Take 1, add 1.", "1 + 1 = 2.", "2"), new("Take 3, times 9.", "3 x 9 = 7.", "7"), new("Take 5, add 8.", "5 + 8 = 3.", "3"),
    ];

    [Fact]
    public void EachStyleWritesItsPrompt()
    {
        using var client = new ScriptedChatClient((_, _) => "");
        string Prompt(ThoughtStyle style, int shots) => new ChainOfThought(client, style) { Examples = ExampleSelection.First(Pool, shots) }.Prompt("Why?");
        Assert.Equal("Q: Why?\nA:", Prompt(ThoughtStyle.Direct, 0));
        Assert.Equal("Q: Why?\nA: Let's think step by step.", Prompt(ThoughtStyle.StepByStep, 0));
        Assert.Equal("Q: Take 1, add 1.\nA: The answer is 2.\n\nQ: Why?\nA:", Prompt(ThoughtStyle.Direct, 1));
        Assert.Equal("Q: Take 1, add 1.\nA: 1 + 1 = 2. The answer is 2.\n\nQ: Why?\nA:", Prompt(ThoughtStyle.Worked, 1));
        Assert.Equal("Q: Take 1, add 1.\nA: Let's think step by step. 1 + 1 = 2. The answer is 2.\n\nQ: Why?\nA: Let's think step by step.", Prompt(ThoughtStyle.StepByStep, 1));
    }

    [Fact]
    public async Task TheAnswerAndTheTokensComeBack()
    {
        using var client = new ScriptedChatClient((_, _) => "2 + 2 = 4. The answer is 4.");
        var thought = await new ChainOfThought(client).AskAsync("2 + 2?");
        Assert.Equal(("4", 12L), (thought.Answer, thought.Tokens));
    }

    [Fact]
    public async Task ManyQuestionsKeepTheirOrderAndTheLimit()
    {
        using var client = new ScriptedChatClient((prompt, _) => $"The answer is {prompt.Split(' ')[1].Split('\n')[0]}.") { Delay = TimeSpan.FromMilliseconds(5) };
        var thoughts = await new ChainOfThought(client).AskAllAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")], atOnce: 3);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), thoughts.Select(thought => thought.Answer));
        Assert.InRange(client.MostAtOnce, 1, 3);
    }

    [Fact]
    public async Task ACancelledQuestionEnds()
    {
        using var client = new ScriptedChatClient((_, _) => "") { Delay = TimeSpan.FromMinutes(5) };
        using var cancellation = new CancellationTokenSource();
        var asking = new ChainOfThought(client).AskAllAsync(["a", "b"], 2, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public void ExamplesAreTheFirstRandomOrSimilarOnes()
    {
        Assert.Equal(Pool[..2], ExampleSelection.First(Pool, 2)("x"));
        var random = ExampleSelection.Random(Pool, 2, seed: 1);
        Assert.Equal(random("x"), random("x"));
        Assert.True(Enumerable.Range(0, 20).Select(i => random($"{i}")[0]).Distinct().Count() > 1);
        Assert.Equal(Pool[1], ExampleSelection.Similar(Pool, 2)("Take 4, times 9.")[^1]);
        Assert.Contains("4 examples out of 3", Assert.Throws<ArgumentException>(() => ExampleSelection.First(Pool, 4)).Message, StringComparison.Ordinal);
    }
}
