using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class ModelJudgeTests
{
    private static readonly Thought Thought = new("What is 6 * 7?", " 6 * 7 = 42. The answer is 42.", "42", 0, 0);

    [Theory]
    [InlineData("Yes.", 1)]
    [InlineData("**No**", 0)]
    [InlineData("At first I thought no, but yes!", 1)]
    [InlineData("Perhaps", 0.5)]
    [InlineData("", 0.5)]
    public async Task TheLastWordCounts(string said, double score)
    {
        using var client = new ScriptedChatClient((_, _) => said);
        Assert.Equal(score, await new ModelJudge(client).ScoreAsync(Thought));
        Assert.StartsWith("Question: What is 6 * 7?\nProposed solution: 6 * 7 = 42. The answer is 42.\n", client.Asked[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task StepsAreJudgedToo()
    {
        using var client = new ScriptedChatClient((_, _) => "no");
        Assert.Equal(0, await new ModelJudge(client) { Prompt = ModelJudge.OfSteps }.ScoreAsync(Thought));
        Assert.StartsWith("Question: What is 6 * 7?\nSteps so far: 6 * 7 = 42. The answer is 42.\nIs every step right", client.Asked[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatCannotReadTheQuestionIsUndecided()
    {
        using var client = new ScriptedChatClient((_, _) => throw new ArgumentException("The word 'Question' is not among the 40 of this tokenizer."));
        Assert.Equal(0.5, await new ModelJudge(client).ScoreAsync(Thought));
    }
}
