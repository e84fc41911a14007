using System.Diagnostics;
using LlmCourse.Evaluation;
using LlmCourse.Runtime;
using Microsoft.Extensions.AI;

namespace LlmCourse.Reasoning;

/// <summary>
/// Asks a model all questions of a task file by one strategy. Every question has seeds of its own, so that its result depends neither on the others, nor on their order, nor on where an earlier
/// process was stopped. (Chapter 14.)
/// </summary>
public sealed class TaskEvaluation
{
    private const double EnoughConfidence = 0.95; // at which an adaptive vote ends
    private const string TextPattern = """\w[^.\n*"]*""";

    private readonly IChatClient client;
    private readonly EvaluationSettings settings;
    private readonly EvaluationStrategy strategy;
    private readonly IReadOnlyList<TaskItem> items;
    private readonly Func<string, IReadOnlyList<WorkedExample>>? shown;
    private readonly bool areNumbers;

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="client">The model; it decides itself how many calls it lets through at a time.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="tasks">The questions, of which the settings take the first.</param>
    /// <param name="examples">Where the worked examples of a prompt come from; those most like the question are shown.</param>
    /// <exception cref="ArgumentException">There are too few examples, one of them is a question of the test, or a setting makes no sense.</exception>
    public TaskEvaluation(IChatClient client, EvaluationSettings settings, IReadOnlyList<TaskItem> tasks, IReadOnlyList<TaskItem>? examples = null)
    {
        (this.client, this.settings, strategy, items) = (client, settings, EvaluationStrategy.Parse(settings.Strategy), [.. tasks.Take(settings.Items)]);
        Require(items.Count > 0, $"At least 1 question must be asked, but {settings.Items} of {tasks.Count} are to be.");
        Require(settings.MaxTokens >= 1, $"An answer needs at least 1 token, but may have {settings.MaxTokens}.");
        Require(settings.Temperature >= 0 && double.IsFinite(settings.Temperature), $"The temperature ({settings.Temperature}) must be at least 0.");
        Require(!strategy.NeedsSampling || settings.Temperature > 0, $"The strategy {strategy} needs samples that differ, but the temperature is 0; raise it.");
        Require(settings.Marker.Trim().Length > 0, "The words before an answer must not be empty; \"The answer is\" is usual.");
        areNumbers = items.Where(item => item.Check is null).All(item => AnswerCheck.IsNumber(item.Answer));
        if (settings.Shots > 0)
        {
            shown = ExampleSelection.Similar([.. (examples ?? []).Select(Worked)], settings.Shots);
            var asked = items.Select(item => item.Question).ToHashSet();
            var known = examples!.FirstOrDefault(example => asked.Contains(example.Question));
            Require(known is null, $"The example '{known?.Id}' is a question of the test; a prompt must not show its answer.");
        }
    }

    /// <summary>Texts, a key say, that must not stand in any result, not even where a service sends them back.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>How many questions are asked.</summary>
    public int Count => items.Count;

    /// <summary>The whole prompt for a question.</summary>
    public string Prompt(string question) => Chain(client, items[0]).Prompt(question);

    /// <summary>Asks every question that has no result yet, and adds each result to the file at once.</summary>
    /// <param name="file">The results.</param>
    /// <param name="atOnce">The most questions that are on their way at the same time.</param>
    /// <param name="finished">Hears of each result, one at a time.</param>
    /// <param name="cancellation">Ends it; what is finished is kept.</param>
    /// <exception cref="ArgumentException">No question may be on its way, or the model cannot read one.</exception>
    /// <exception cref="ChatServiceException">The model's service failed, also when asked again.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(ResultFile file, int atOnce = 1, Action<ItemResult>? finished = null, CancellationToken cancellation = default)
    {
        Require(atOnce >= 1, $"At least 1 question must be on its way at a time, but {atOnce} may.");
        var known = file.Results.Select(result => result.Id).ToHashSet();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        var gate = new Lock();
        await Parallel.ForEachAsync(items.Where(item => !known.Contains(item.Id)), limits, async (item, token) =>
        {
            var result = await AskAsync(item, token).ConfigureAwait(false);
            lock (gate)
            {
                file.Append(result);
                finished?.Invoke(result);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Asks one question.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ItemResult> AskAsync(TaskItem item, CancellationToken cancellation = default)
    {
        var (watch, counter) = (Stopwatch.StartNew(), new RecordingChatClient(settings.Seed is { } seed ? new SeedingChatClient(client, SeedOf(item, seed)) : client));
        var (answer, samples, texts) = await AskAsync(Chain(counter, item), counter, item.Question, cancellation).ConfigureAwait(false);
        return new ItemResult(
            item.Id, item.Answer, Blot(answer), AnswerCheck.IsRight(item, answer), samples.Any(sample => AnswerCheck.IsRight(item, sample.Answer)),
            counter.Calls - counter.Failures, counter.InputTokens, counter.OutputTokens, Math.Round(watch.Elapsed.TotalSeconds, 3), [.. texts.Select(text => Blot(text)!)]);
    }

    private static long SeedOf(TaskItem item, int seed) => (long)item.Id.Aggregate((ulong)seed, (hash, letter) => new SeededRandom((long)hash + letter).NextBits());

    private static WorkedExample Worked(TaskItem item) => new(item.Question, item.Reasoning ?? "", item.Answer);

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }

    /// <summary>The answer, the samples of which it is one, and all that the model wrote.</summary>
    private async Task<(string? Answer, IReadOnlyList<Thought> Samples, IEnumerable<string> Texts)> AskAsync(ChainOfThought chain, IChatClient counter, string question, CancellationToken cancellation)
    {
        switch (strategy.Kind)
        {
            case EvaluationStrategyKind.SelfConsistency or EvaluationStrategyKind.AdaptiveConsistency:
                double? stop = strategy.Kind == EvaluationStrategyKind.AdaptiveConsistency ? EnoughConfidence : null;
                var vote = await new SelfConsistency(chain, strategy.Samples) { StopAt = stop }.AskAsync(question, cancellation).ConfigureAwait(false);
                return (vote.Answer, vote.Thoughts, vote.Thoughts.Select(thought => thought.Text));
            case EvaluationStrategyKind.BestOf:
                var judge = new ModelJudge(counter) { Options = JudgeOptions };
                var (best, all) = await new VerifiedThoughts(chain, strategy.Samples, judge.ScoreAsync).AskAsync(question, cancellation).ConfigureAwait(false);
                return (best?.Answer, [.. all.Select(scored => scored.Thought)], all.Select(scored => scored.Thought.Text));
            case EvaluationStrategyKind.LeastToMost:
                return await AskInPartsAsync(chain, new ModelDecomposer(counter) { Options = chain.Options }, question, cancellation).ConfigureAwait(false);
            case EvaluationStrategyKind.Tree:
                var valuer = new ModelJudge(counter) { Options = JudgeOptions, Prompt = ModelJudge.OfSteps };
                var (winner, finished) = await new TreeOfSteps(chain, strategy.Samples, strategy.Width, valuer.ScoreAsync).AskAsync(question, cancellation).ConfigureAwait(false);
                return (winner.Answer, [.. finished.Select(scored => scored.Thought)], finished.Select(scored => scored.Thought.Text).DefaultIfEmpty(winner.Text));
            default:
                var thought = await chain.AskAsync(question, cancellation).ConfigureAwait(false);
                return (thought.Answer, [thought], [thought.Text]);
        }
    }

    private static async Task<(string? Answer, IReadOnlyList<Thought> Samples, IEnumerable<string> Texts)> AskInPartsAsync(
        ChainOfThought chain, ModelDecomposer decomposer, string question, CancellationToken cancellation)
    {
        var (list, parts) = await decomposer.AskAsync(question, cancellation).ConfigureAwait(false);
        var thoughts = await new LeastToMost(chain, (_, _) => Task.FromResult(parts)).AskAsync(question, cancellation).ConfigureAwait(false);
        var texts = thoughts.Select(thought => thought.Question == question ? thought.Text : $"{thought.Question}\n{thought.Text.Trim()}");
        return (thoughts[^1].Answer, [thoughts[^1]], list.Length > 0 ? texts.Prepend(list) : texts);
    }

    private string? Blot(string? text) => Secrets.Where(secret => secret.Length > 0).Aggregate(text, (clean, secret) => clean?.Replace(secret, "***", StringComparison.Ordinal));

    private ChatOptions JudgeOptions => new() { Temperature = 0, MaxOutputTokens = settings.MaxTokens };

    private ChainOfThought Chain(IChatClient asked, TaskItem item) => new(asked, strategy.StyleWith(settings.Shots))
    {
        Examples = shown,
        Extractor = new AnswerExtractor(settings.Marker, item.Check is null ? areNumbers ? null : TextPattern : AnswerCheck.PatternOf(item.Check)),
        Format = new PromptFormat { Opening = settings.Opening, Answer = new PromptTemplate($" {PromptTemplate.Escape(settings.Marker)} {{answer}}.") },
        Options = new ChatOptions
        {
            Temperature = (float)settings.Temperature,
            MaxOutputTokens = settings.MaxTokens,
            StopSequences = settings.Stop.Count > 0 ? [.. settings.Stop] : null,
        },
    };
}
