using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class VerifiedThoughtsTests
{
    private static readonly string[] Script = ["2 + 2 = 4. 4 + 1 = 6. The answer is 6.", "2 + 2 = 4. 4 + 1 = 5. The answer is 5.", "2 + 2 = 5. The answer is 5."];

    [Fact]
    public async Task TheVerifiersFavouriteWins()
    {
        using var client = new ScriptedChatClient((_, call) => Script[call]);
        var (best, all) = await new VerifiedThoughts(new ChainOfThought(client), 3, thought => thought.Text.Length == Script[2].Length ? 1 : 0).AskAsync("?");
        Assert.Equal(Script[2], best!.Text);
        Assert.Equal([0, 0, 1], all.Select(scored => scored.Score));
    }

    [Fact]
    public async Task AChainIsAsGoodAsItsWeakestStep()
    {
        using var client = new ScriptedChatClient((_, call) => Script[call]);
        var process = VerifiedThoughts.Process(step => step is "4 + 1 = 6" or "2 + 2 = 5" ? 0 : 1);
        Assert.Equal(Script[1], (await new VerifiedThoughts(new ChainOfThought(client), 3, process).AskAsync("?")).Best!.Text);
    }

    [Fact]
    public async Task ASpentBudgetBeginsNoSample()
    {
        using var client = new ScriptedChatClient((_, call) => Script[call]);
        var verified = new VerifiedThoughts(new ChainOfThought(client), 3, _ => 1) { Budget = new ComputeBudget(13) };
        Assert.Equal(2, (await verified.AskAsync("?")).All.Count); // 12 tokens each
        Assert.Null((await verified.AskAsync("?")).Best);
    }
}
