using LlmCourse.Evaluation;
using LlmCourse.Reasoning;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public sealed class TaskEvaluationTests : IDisposable
{
    private static readonly TaskItem[] Tasks = [.. Enumerable.Range(1, 12).Select(i => new TaskItem($"t{i}", $"What is {i} + {i}?", $"{2 * i}"))];
    private static readonly TaskItem[] Examples = [new("e1", "What is 20 + 1?", "21", "20 + 1 = 21."), new("e2", "What is 30 + 1?", "31", "30 + 1 = 31.")];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task AnAnswerIsCountedWithItsCallsAndTokens()
    {
        var summary = await Run(Settings("cot"), new ScriptedChatClient((prompt, _) => $"The answer is {(Number(prompt) <= 3 ? 0 : 2 * Number(prompt))}."));
        Assert.Equal((12, 12, 9, 12, 12L, 120L, 24L), (summary.Items, summary.Finished, summary.Right, summary.Answered, summary.Calls, summary.InputTokens, summary.OutputTokens));
        Assert.Equal(Wilson.Of(9, 12), summary.Accuracy);
        Assert.Equal(((120 * 3) + (24 * 15)) / 1e6, summary.Cost(3, 15));
        Assert.Null((summary with { InputTokens = 0, OutputTokens = 0 }).Cost(3, 15));
    }

    [Theory]
    [InlineData("direct", 0, "Say it.\n\nQ: What is 1 + 1?\nA:")]
    [InlineData("cot", 0, "Say it.\n\nQ: What is 1 + 1?\nA: Let's think step by step.")]
    [InlineData("direct", 1, "Say it.\n\nQ: What is 20 + 1?\nA: The answer is 21.\n\nQ: What is 1 + 1?\nA:")]
    [InlineData("cot", 1, "Say it.\n\nQ: What is 20 + 1?\nA: 20 + 1 = 21. The answer is 21.\n\nQ: What is 1 + 1?\nA:")]
    public void AStrategyAndItsExamplesMakeThePrompt(string strategy, int shots, string prompt)
    {
        using var client = new ScriptedChatClient((_, _) => "");
        Assert.Equal(prompt, new TaskEvaluation(client, Settings(strategy) with { Opening = "Say it.\n\n", Shots = shots }, Tasks, Examples).Prompt("What is 1 + 1?"));
    }

    [Fact]
    public async Task AVoteTakesItsSamplesAndAnAdaptiveOneStopsWhenItIsDecided()
    {
        string Vote(string prompt, int call) => $"The answer is {(call % 3 == 0 ? 0 : 2 * Number(prompt))}.";
        var vote = await Run(Settings("self-consistency:3") with { Temperature = 1 }, new ScriptedChatClient(Vote));
        Assert.Equal((12, 36L, 12), (vote.Right, vote.Calls, vote.AnyRight));
        var adaptive = await Run(Settings("adaptive-consistency:40") with { Temperature = 1 }, new ScriptedChatClient((prompt, _) => $"The answer is {2 * Number(prompt)}."), "adaptive.jsonl");
        Assert.Equal((12, 12L * 4), (adaptive.Right, adaptive.Calls)); // four equal votes: 1 - 1/32
    }

    [Fact]
    public async Task TheBestOfSeveralIsTheOneThatTheModelJudgesRight()
    {
        var asked = 0;
        using var client = new ScriptedChatClient((prompt, _) => prompt.StartsWith("Question:", StringComparison.Ordinal)
            ? prompt.Contains($"is {2 * Number(prompt)}.", StringComparison.Ordinal) ? "Yes." : "No, that is wrong."
            : $"The answer is {2 * Number(prompt) + (asked++ % 2 == 0 ? 1 : 0)}.");
        var best = await Run(Settings("best-of:2") with { Temperature = 1 }, client);
        Assert.Equal((12, 12, 48L), (best.Right, best.AnyRight, best.Calls));
    }

    [Fact]
    public async Task LeastToMostAsksForThePartsFirstAndCountsThatToo()
    {
        using var client = new ScriptedChatClient((prompt, _) => prompt.StartsWith("Problem:", StringComparison.Ordinal)
            ? Number(prompt) <= 4 ? "1. Twice what?\n2. Which sum?" : "I do not know."
            : prompt.EndsWith("Q: Twice what?\nA: Let's think step by step.", StringComparison.Ordinal) ? $"The answer is {Number(prompt)}."
            : prompt.EndsWith("Q: Which sum?\nA: Let's think step by step.", StringComparison.Ordinal) ? $"The answer is {2 * Number(prompt)}."
            : $"The answer is {(Number(prompt) == 4 ? 0 : 2 * Number(prompt))}.");
        var summary = await Run(Settings("least-to-most"), client);
        // Four questions are cut into three and cost four calls each; the others stay whole and cost two.
        Assert.Equal((11, 11, 12, 32L, 320L, 64L), (summary.Right, summary.AnyRight, summary.Answered, summary.Calls, summary.InputTokens, summary.OutputTokens));
        var texts = Read("results.jsonl", Settings("least-to-most")).ToDictionary(result => result.Id, result => result.Texts);
        Assert.Equal(["1. Twice what?\n2. Which sum?", "Twice what?\nThe answer is 1.", "Which sum?\nThe answer is 2.", "The answer is 2."], texts["t1"]);
        Assert.Equal(["I do not know.", "The answer is 18."], texts["t9"]);
    }

    [Fact]
    public async Task ATreeCountsItsStepsAndItsJudgements()
    {
        // After the question a wrong and a right step, after the right step two equal answers: 2 steps, 2 judgements, 2 answers, 1 judgement.
        using var client = new ScriptedChatClient((prompt, call) => prompt.StartsWith("Question:", StringComparison.Ordinal) ? prompt.Contains("wrong", StringComparison.Ordinal) ? "No." : "Yes."
            : prompt.EndsWith("right step.", StringComparison.Ordinal) ? $"The answer is {2 * Number(prompt)}." : call % 7 == 0 ? "A wrong step" : "A right step");
        var summary = await Run(Settings("tree:2x1") with { Temperature = 1 }, client);
        Assert.Equal((12, 12, 12, 84L, 840L, 168L), (summary.Right, summary.AnyRight, summary.Answered, summary.Calls, summary.InputTokens, summary.OutputTokens));
        Assert.All(Read("results.jsonl", Settings("tree:2x1") with { Temperature = 1 }), result => Assert.Equal($"A right step. The answer is {result.Expected}.", result.Texts.Single()));
    }

    [Fact]
    public async Task AModelOfFewWordsAnswersWithoutPartsAndWithoutJudgements()
    {
        IChatClient Client() => new ScriptedChatClient((prompt, _) => prompt.StartsWith('Q') && !prompt.StartsWith("Question", StringComparison.Ordinal)
            ? $"The answer is {2 * Number(prompt)}."
            : throw new ArgumentException("The word 'Problem' is not among the 40 of this tokenizer."));
        var parts = await Run(Settings("least-to-most"), Client());
        Assert.Equal((12, 12L, 120L), (parts.Right, parts.Calls, parts.InputTokens)); // what could not be read is no call
        var tree = await Run(Settings("tree:2") with { Temperature = 1 }, Client(), "tree.jsonl");
        Assert.Equal((12, 24L), (tree.Right, tree.Calls));
    }

    [Fact]
    public async Task AnAnswerMayBeChecked()
    {
        TaskItem[] items = [new("1", "Use 4 9 10 13.", "(13 - 9) * (10 - 4)", Check: AnswerCheck.GameOf24), new("2", "What is 1 + 1?", "2")];
        using var client = new ScriptedChatClient((prompt, _) => prompt.Contains("13", StringComparison.Ordinal) ? "So 4 * 6 = 24. **The answer is 4 × (10 − 13 + 9) = 24.**" : "The answer is $2.");
        var evaluation = new TaskEvaluation(client, Settings("cot") with { Items = 2 }, items);
        Assert.True((await evaluation.AskAsync(items[0])).IsRight);
        Assert.True((await evaluation.AskAsync(items[1])).IsRight);
        Assert.False((await evaluation.AskAsync(items[0] with { Answer = "4 * (1 + 2 + 3)" })).IsRight);
    }

    [Theory]
    [InlineData("self-consistency:2")]
    [InlineData("least-to-most")]
    [InlineData("tree:2x1")]
    public async Task WhatIsFinishedIsNotAskedAgainAndSeedsDoNotDependOnIt(string strategy)
    {
        var (all, some) = (new SeedRecorder(), new SeedRecorder());
        var settings = Settings(strategy) with { Temperature = 1, Seed = 7 };
        await Run(settings, all, "all.jsonl");
        using (var file = ResultFile.Open(folder["some.jsonl"], settings))
        {
            foreach (var result in Read("all.jsonl", settings).Where((_, i) => i % 2 == 0))
            {
                file.Append(result);
            }
        }

        await Run(settings, some, "some.jsonl", atOnce: 3);
        Assert.Equal(Read("all.jsonl", settings).Where((_, i) => i % 2 == 1).Sum(result => result.Calls), some.Seeds.Count);
        Assert.InRange(all.Seeds.Count, 24, 48);
        Assert.Distinct(all.Seeds.Select(pair => pair.Seed));
        Assert.Subset(all.Seeds.ToHashSet(), some.Seeds.ToHashSet());
        Assert.Equal(Read("all.jsonl", settings).Select(Plain).Order(), Read("some.jsonl", settings).Select(Plain).Order());

        static string Plain(ItemResult result) => $"{result.Id} {result.Answer} {result.IsRight} {result.Calls} {result.InputTokens} {result.OutputTokens} {string.Join('|', result.Texts)}";
    }

    [Fact]
    public async Task NoMoreQuestionsAreOnTheirWayThanAllowed()
    {
        using var client = new ScriptedChatClient((_, _) => "The answer is 1.") { Delay = TimeSpan.FromMilliseconds(5) };
        await Run(Settings("cot"), client, atOnce: 3);
        Assert.InRange(client.MostAtOnce, 1, 3);
        Assert.Equal(12, client.Asked.Distinct().Count());
    }

    [Fact]
    public async Task AFailureOrACancellationKeepsWhatIsFinished()
    {
        var settings = Settings("cot");
        using var failing = new ScriptedChatClient((prompt, call) => call == 5 ? throw new ChatServiceException("It broke.") : $"The answer is {2 * Number(prompt)}.");
        await Assert.ThrowsAsync<ChatServiceException>(() => Run(settings, failing));
        Assert.Equal(5, Read("results.jsonl", settings).Count);
        using var cancellation = new CancellationTokenSource();
        using var stopped = new ScriptedChatClient((prompt, call) =>
        {
            if (call == 3)
            {
                cancellation.Cancel();
            }

            return $"The answer is {2 * Number(prompt)}.";
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(settings, stopped, cancellation: cancellation.Token));
        Assert.InRange(Read("results.jsonl", settings).Count, 8, 9);
        using var last = new ScriptedChatClient((prompt, _) => $"The answer is {2 * Number(prompt)}.");
        Assert.Equal(12, (await Run(settings, last)).Right);
        Assert.InRange(last.Asked.Count, 3, 4);
    }

    [Fact]
    public async Task AKeyThatComesBackIsBlottedOut()
    {
        using var client = new ScriptedChatClient((_, _) => "Your key is sesame. The answer is sesame.");
        var evaluation = new TaskEvaluation(client, Settings("cot"), [new("1", "Who?", "Ann")]) { Secrets = ["sesame"] };
        var result = await evaluation.AskAsync(new TaskItem("1", "Who?", "Ann"));
        Assert.Equal(("***", "Your key is ***. The answer is ***."), (result.Answer, result.Texts[0]));
    }

    [Fact]
    public async Task AnAnswerMayBeText()
    {
        using var client = new ScriptedChatClient((_, _) => "So Ben lies. **The answer is Ann, Cleo.**");
        var result = await new TaskEvaluation(client, Settings("cot"), [new("1", "Who?", "Ann, Cleo")]).AskAsync(new TaskItem("1", "Who?", "Ann, Cleo"));
        Assert.True(result.IsRight, result.Answer);
    }

    [Fact]
    public void SettingsThatMakeNoSenseAreRefused()
    {
        using var client = new ScriptedChatClient((_, _) => "");
        Refuses(Settings("self-consistency:3"), "the temperature is 0");
        Refuses(Settings("cot") with { Items = 0 }, "At least 1 question");
        Refuses(Settings("cot") with { MaxTokens = 0 }, "at least 1 token");
        Refuses(Settings("cot") with { Temperature = double.NaN }, "at least 0");
        Refuses(Settings("cot") with { Marker = " " }, "must not be empty");
        Refuses(Settings("cot") with { Shots = 3 }, "cannot show 3 examples out of 2");
        Refuses(Settings("cot") with { Shots = 1 }, "The example 'known' is a question of the test", [.. Examples, new("known", Tasks[0].Question, "2")]);

        void Refuses(EvaluationSettings settings, string problem, TaskItem[]? examples = null) =>
            Assert.Contains(problem, Assert.Throws<ArgumentException>(() => new TaskEvaluation(client, settings, Tasks, examples ?? Examples)).Message, StringComparison.Ordinal);
    }

    private static EvaluationSettings Settings(string strategy) => new() { Model = "scripted", TasksSha256 = "aa", Strategy = strategy, Items = Tasks.Length };

    /// <summary>The number that the last question of a prompt doubles.</summary>
    private static int Number(string prompt) => int.Parse(prompt[(prompt.LastIndexOf("What is ", StringComparison.Ordinal) + "What is ".Length)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<EvaluationSummary> Run(EvaluationSettings settings, IChatClient client, string name = "results.jsonl", int atOnce = 1, CancellationToken cancellation = default)
    {
        using var file = ResultFile.Open(folder[name], settings);
        var evaluation = new TaskEvaluation(client, settings, Tasks);
        await evaluation.RunAsync(file, atOnce, cancellation: cancellation);
        return EvaluationSummary.Of(EvaluationStrategy.Parse(settings.Strategy), evaluation.Count, file.Results);
    }

    private IReadOnlyCollection<ItemResult> Read(string name, EvaluationSettings settings)
    {
        using var file = ResultFile.Open(folder[name], settings);
        return file.Results;
    }

    /// <summary>Answers with the seed that it was given.</summary>
    private sealed class SeedRecorder : IChatClient
    {
        private readonly Lock gate = new();

        public List<(string Prompt, long Seed)> Seeds { get; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            lock (gate)
            {
                Seeds.Add((messages.Single().Text, options!.Seed!.Value));
            }

            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"The answer is {options!.Seed % 3}.")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
