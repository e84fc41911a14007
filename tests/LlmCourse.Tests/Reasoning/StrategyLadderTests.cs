using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class StrategyLadderTests
{
    // Ten easy problems, which both rungs solve; ten hard ones, which the dear rung alone solves; ten hopeless ones, which look easy and which neither solves.
    private static readonly (double, bool)[] Easy = [(0.9, true), (1, true)], Hard = [(0.2, false), (1, true)];
    private static readonly IReadOnlyList<IReadOnlyList<(double, bool)>> Practice = [.. Enumerable.Repeat(Easy, 10), .. Enumerable.Repeat(Hard, 10)];

    [Fact]
    public async Task ItClimbsOnlyWhereThatHelps()
    {
        var easy = await new StrategyLadder([Cheap(0.9), Dear()], Practice).AskAsync("?", worthwhile: 0.1);
        Assert.Equal(("cheap", "cheap", 1L, 1), (easy.Answer, easy.Strategy, easy.Tokens, easy.Climbed.Count));
        Assert.Equal(11.0 / 12, easy.Confidence, 10); // ten of ten, and one more of each
        var hard = await new StrategyLadder([Cheap(0.2), Dear()], Practice).AskAsync("?", worthwhile: 0.1);
        Assert.Equal(("dear", "dear", 11L, 2), (hard.Answer, hard.Strategy, hard.Tokens, hard.Climbed.Count));
        Assert.Equal(1.0 / 12, hard.Climbed[0].Confidence, 10);
    }

    [Fact]
    public async Task WhereNothingHelpsItStops()
    {
        (double, bool)[] hopeless = [(0.2, false), (1, false)];
        var ladder = new StrategyLadder([Cheap(0.2), Dear()], [.. Enumerable.Repeat(hopeless, 10)]);
        Assert.Single((await ladder.AskAsync("?", worthwhile: 0.1)).Climbed);
    }

    [Fact]
    public async Task ARungWithoutAnswerLeavesTheOneBefore()
    {
        var silent = new Strategy("silent", (_, _, _) => Task.FromResult(new StrategyResult(null, 0, [], 10)));
        var answer = await new StrategyLadder([Cheap(0.2), silent], Practice).AskAsync("?", worthwhile: 0.1);
        Assert.Equal(("cheap", 11L), (answer.Answer, answer.Tokens));
    }

    [Fact]
    public async Task PracticeTriesEveryRungAndHandsOnWhatWasThought()
    {
        using var client = new ScriptedChatClient((_, call) => call < 2 ? "The answer is 3." : "The answer is 4.");
        var chain = new ChainOfThought(client);
        Strategy[] rungs = [Strategy.Vote("two", chain, 2), Strategy.Vote("five", chain, 5, goesOn: true)];
        var trials = Assert.Single(await StrategyLadder.PractiseAsync(rungs, ["?"], (_, answer) => answer == "4"));
        Assert.Equal(5, client.Asked.Count); // two and three more
        Assert.Equal([(0.875, false), (0.65625, true)], trials); // 2 to 0 for 3, then 3 to 2 for 4
    }

    [Fact]
    public void ALadderNeedsRungsAndPractice()
    {
        Assert.Throws<ArgumentException>(() => new StrategyLadder([], Practice));
        Assert.Throws<ArgumentException>(() => new StrategyLadder([Dear()], Practice));
        Assert.Throws<ArgumentException>(() => new StrategyLadder([Dear()], []));
    }

    private static Strategy Cheap(double signal) => new("cheap", (_, _, _) => Task.FromResult(new StrategyResult("cheap", signal, [], 1)));

    private static Strategy Dear() => new("dear", (_, _, _) => Task.FromResult(new StrategyResult("dear", 1, [], 10)));
}
