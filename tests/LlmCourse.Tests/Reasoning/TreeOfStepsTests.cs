using LlmCourse.Reasoning;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class TreeOfStepsTests
{
    private const string Begin = "Q: ?\nA: Let's think step by step.";

    [Fact]
    public async Task TheBestJudgedStepsAreFollowedAndTheRestIsLeft()
    {
        // Two steps are proposed and one is followed: "b" is judged better than "a", and leads to 2.
        using var client = Client((Begin, ["a", "b"]), ($"{Begin} a.", ["The answer is 1."]), ($"{Begin} b.", ["c", "The answer is 2"]));
        var (best, finished) = await Tree(client, 2, 1, text => text switch { "a." => 0, "b." => 0.5, "b. c." => 0, _ => 1 }).AskAsync("?");
        Assert.Equal(("2", "b. The answer is 2."), (best.Answer, best.Text));
        Assert.Equal(["b. The answer is 2."], finished.Select(one => one.Thought.Text));
        Assert.Equal([Begin, Begin, $"{Begin} b.", $"{Begin} b."], client.Asked);
        Assert.Equal((20L, 4L), (best.InputTokens, best.OutputTokens)); // two calls of 10 and 2
    }

    [Fact]
    public async Task AnUndecidedAnswerIsKeptUntilABetterOneComes()
    {
        using var client = Client((Begin, ["The answer is 1.", "b"]), ($"{Begin} b.", ["The answer is 2.", "The answer is 3."]));
        var (best, finished) = await Tree(client, 2, 2, text => text.EndsWith("2.", StringComparison.Ordinal) ? 0.9 : 0.5).AskAsync("?");
        Assert.Equal("2", best.Answer);
        Assert.Equal([("1", 0.5), ("2", 0.9), ("3", 0.5)], finished.Select(one => (one.Thought.Answer!, one.Score)));
    }

    [Fact]
    public async Task ACertainAnswerEndsTheSearch()
    {
        using var client = Client((Begin, ["b", "The answer is 1."]));
        Assert.Equal("1", (await Tree(client, 2, 2, text => text.Contains("answer", StringComparison.Ordinal) ? 1 : 0.5).AskAsync("?")).Best.Answer);
        Assert.Equal(2, client.Asked.Count);
    }

    [Fact]
    public async Task WithoutAnAnswerTheLongestWayIsLeft()
    {
        using var silent = Client((Begin, ["a", ""]), ($"{Begin} a.", ["", ""]));
        var (best, finished) = await Tree(silent, 2, 2, _ => 0.5).AskAsync("?");
        Assert.Equal((null, "a."), (best.Answer, best.Text));
        Assert.Empty(finished);
        using var endless = new ScriptedChatClient((_, call) => $"step {call}");
        var tree = new TreeOfSteps(new ChainOfThought(endless), 1, 1, (_, _) => Task.FromResult(0.5)) { MostSteps = 3 };
        Assert.Equal("step 0. step 1. step 2.", (await tree.AskAsync("?")).Best.Text);
        var budget = new ComputeBudget(13);
        await new TreeOfSteps(new ChainOfThought(endless), 1, 1, (_, _) => Task.FromResult(0.5)) { Budget = budget }.AskAsync("?");
        Assert.Equal(24, budget.Spent); // two calls of 12
    }

    [Fact]
    public async Task AModelIsStoppedAtTheEndOfAStep()
    {
        using var client = new StopRecorder(new ScriptedChatClient((_, _) => "The answer is 1."));
        var chain = new ChainOfThought(client) { Options = new ChatOptions { StopSequences = ["\n\n", "END"] } };
        await new TreeOfSteps(chain, 1, 1, (_, _) => Task.FromResult(1.0)).AskAsync("?");
        Assert.Equal([". ", "\n", "END"], client.Stops.Single());
        Assert.Equal(["\n\n", "END"], chain.Options.StopSequences);
    }

    [Fact]
    public async Task ATreeWithoutBranchesOrWidthAndACancelledOneEnd()
    {
        using var client = new ScriptedChatClient((_, _) => "a");
        await Assert.ThrowsAsync<ArgumentException>(() => Tree(client, 0, 1, _ => 1).AskAsync("?"));
        await Assert.ThrowsAsync<ArgumentException>(() => Tree(client, 1, 0, _ => 1).AskAsync("?"));
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tree(client, 1, 1, _ => 1).AskAsync("?", cancellation.Token));
    }

    private static TreeOfSteps Tree(IChatClient client, int branches, int width, Func<string, double> value) =>
        new(new ChainOfThought(client), branches, width, (thought, _) => Task.FromResult(value(thought.Text)));

    /// <summary>Says to each prompt one thing after another.</summary>
    private static ScriptedChatClient Client(params (string Prompt, string[] Said)[] script)
    {
        var left = script.ToDictionary(line => line.Prompt, line => new Queue<string>(line.Said));
        return new ScriptedChatClient((prompt, _) => left[prompt].Dequeue());
    }

    /// <summary>Remembers where each call was to stop.</summary>
    private sealed class StopRecorder(IChatClient inner) : DelegatingChatClient(inner)
    {
        public List<string[]> Stops { get; } = [];

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Stops.Add([.. options!.StopSequences!]);
            return base.GetResponseAsync(messages, options, cancellationToken);
        }
    }
}
