using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class ModelDecomposerTests
{
    private const string Problem = "Ann has 5 pears. She buys 3 pears, and eats half. How many pears does Ann have now?";

    [Theory]
    [InlineData("1. How many after buying?\n2. How many does she eat?", "How many after buying?|How many does she eat?")]
    [InlineData("Here are the questions:\n\n1) **How many after buying?**\n2) How many does she eat?\n\nI hope that helps!", "How many after buying?|How many does she eat?")]
    [InlineData("- Find the sum\n* Halve it", "Find the sum|Halve it")]
    [InlineData("Question 1: How many after buying?\nQ2: Half of it?", "How many after buying?|Half of it?")]
    [InlineData("First of all:\nHow many after buying?\nHow many does she eat?\nThat is all.", "How many after buying?|How many does she eat?")]
    [InlineData("1. How many after buying?\n2. how many after buying?", "How many after buying?")]
    [InlineData("1. How many after buying?\n2. How many pears does Ann have now?", "How many after buying?")] // the problem asks that itself
    [InlineData("5 + 3 = 8. The answer is 4.", "")]
    [InlineData("1.\n2. 7", "")]
    [InlineData("1.5 pears\n10 pears", "")]
    [InlineData("", "")]
    public void QuestionsAreFoundAndTheProblemComesLast(string text, string parts) =>
        Assert.Equal(parts.Split('|', StringSplitOptions.RemoveEmptyEntries).Append(Problem), ModelDecomposer.Parse(text, Problem));

    [Fact]
    public void AListWithoutEndIsCut() =>
        Assert.Equal(ModelDecomposer.MostParts + 1, ModelDecomposer.Parse(string.Concat(Enumerable.Range(1, 50).Select(i => $"{i}. Part {i}?\n")), Problem).Count);

    [Fact]
    public async Task TheModelIsAskedWithAnExampleOfTheForm()
    {
        using var client = new ScriptedChatClient((_, _) => "1. How many after buying?");
        var (text, parts) = await new ModelDecomposer(client).AskAsync(Problem);
        Assert.Equal(("1. How many after buying?", 2), (text, parts.Count));
        Assert.EndsWith($"?\n\nProblem: {Problem}\nWhich smaller questions lead to the answer, the easiest first? Write one on each line, and answer none.\n", client.Asked.Single(), StringComparison.Ordinal);
        Assert.Equal(["How long do a crossing and the wait after it take?", "How many times does that fit into 75 minutes?"], ModelDecomposer.Parse(client.Asked[0].Split("\n\n")[0], "")
            .Where(part => part.StartsWith("How", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AModelThatCannotReadTheRequestLeavesTheProblemWhole()
    {
        using var client = new ScriptedChatClient((_, _) => throw new ArgumentException("The word 'Problem' is not among the 40 of this tokenizer."));
        var (text, parts) = await new ModelDecomposer(client).AskAsync(Problem);
        Assert.Equal("", text);
        Assert.Equal([Problem], parts);
        using var broken = new ScriptedChatClient((_, _) => throw new ChatServiceException("It broke."));
        await Assert.ThrowsAsync<ChatServiceException>(() => new ModelDecomposer(broken).AskAsync(Problem));
    }
}
