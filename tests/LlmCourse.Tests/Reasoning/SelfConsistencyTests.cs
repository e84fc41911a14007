using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class SelfConsistencyTests
{
    [Theory]
    [InlineData(1, 0, 0.75)]  // 1 - (1/2)^2
    [InlineData(4, 0, 0.96875)]
    [InlineData(3, 3, 0.5)]
    [InlineData(5, 1, 0.9375)] // 1 - (1 + 7) / 128
    [InlineData(0, 0, 0.5)]
    public void TheVotesConfidenceIsTheBetaDistributionsUpperHalf(int first, int second, double confidence) =>
        Assert.Equal(confidence, VoteStop.Confidence(first, second), 10);

    [Fact]
    public async Task MostVotesWinAndTheFirstOfEquals()
    {
        string[] script = ["The answer is 3.", "The answer is 4.", "I do not know.", "The answer is 4.", "The answer is 3."];
        using var client = new ScriptedChatClient((_, call) => script[call]);
        var result = await new SelfConsistency(new ChainOfThought(client), samples: 5).AskAsync("?");
        Assert.Equal("3", result.Answer);
        Assert.Equal(2, result.Weights["4"]);
        Assert.False(result.StoppedEarly);
        Assert.Equal("4", SelfConsistency.Count(result.Thoughts, thought => thought.Answer == "4" ? 2 : 1).Answer);
    }

    [Fact]
    public async Task ADecidedVoteEndsEarly()
    {
        using var client = new ScriptedChatClient((_, _) => "The answer is 3.");
        var result = await new SelfConsistency(new ChainOfThought(client), samples: 40) { StopAt = 0.95 }.AskAsync("?");
        Assert.True(result.StoppedEarly);
        Assert.Equal(4, result.Thoughts.Count); // 31/32 is the first above 0.95
    }

    [Fact]
    public async Task ASpentBudgetBeginsNoSample()
    {
        using var client = new ScriptedChatClient((_, _) => "The answer is 3.");
        var budget = new ComputeBudget(30);
        var vote = new SelfConsistency(new ChainOfThought(client), samples: 40) { Budget = budget };
        Assert.Equal(3, (await vote.AskAsync("?")).Thoughts.Count); // 12 tokens each
        Assert.Null((await vote.AskAsync("?")).Answer);
        Assert.Equal((36L, 0L, true), (budget.Spent, budget.Left, budget.IsSpent));
    }
}
