using LlmCourse.Alignment;
using LlmCourse.Data.World;
using LlmCourse.Evaluation;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using static TorchSharp.torch;

namespace LlmCourse.Pipeline;

/// <summary>
/// One exam for all models of the course that know the town: the same stories, the same requests, the same problems, none of which was trained on, and the same random numbers. (Chapter 16.)
/// </summary>
public sealed class CapstoneExam : IDisposable
{
    private const int StoryLength = 48; // as much as the shortest context of the course's models

    private readonly CapstonePipeline pipeline;
    private readonly WorldSample stories;
    private readonly IReadOnlyList<Request> requests;
    private readonly IReadOnlyList<WordProblem> problems;

    /// <summary>Draws the questions.</summary>
    /// <param name="pipeline">Its fine-tuned model is what distances are measured from, its reward model is the proxy, its seed draws the questions.</param>
    /// <param name="count">Requests; half as many problems and stories.</param>
    /// <exception cref="ArgumentException">There are fewer than 4.</exception>
    public CapstoneExam(CapstonePipeline pipeline, int count)
    {
        if (count < 4)
        {
            throw new ArgumentException($"An exam needs at least 4 requests, but has {count}.");
        }

        this.pipeline = pipeline;
        var (seed, random) = (pipeline.Config.Seed, new SeededRandom(~(long)pipeline.Config.Seed)); // no training draws from a negative seed
        stories = pipeline.World.ValidationSample(count / 2, StoryLength, seed);
        var writer = new RequestWriter(pipeline.World);
        requests = [.. Enumerable.Range(0, count).Select(_ => writer.Write(random))];
        problems = new WordProblemWriter(pipeline.World).Test(count / 2, seed, pipeline.Config.Reasoning.ProblemSteps);
    }

    /// <summary>The entropy of the stories: no model's loss is lower, on average over all of them. Nats per token.</summary>
    public double StoryEntropy => stories.ExpectedLoss;

    /// <summary>Asks a model everything.</summary>
    /// <exception cref="ArgumentException">The model does not know the town's vocabulary.</exception>
    public StageScore Measure(string name, Gpt model)
    {
        if (model.Config.VocabularySize != pipeline.World.Tokenizer.VocabularySize)
        {
            throw new ArgumentException($"'{name}' knows {model.Config.VocabularySize} tokens, but the exam is written in the town's {pipeline.World.Tokenizer.VocabularySize}.");
        }

        using var noGradients = no_grad();
        using var reference = pipeline.Open(PipelineStage.FineTuning);
        using var proxy = pipeline.OpenReward();
        var policy = new Policy(model, pipeline.World.Tokenizer);
        var random = new SeededRandom(pipeline.Config.Seed);
        var responses = requests.Chunk(256).SelectMany(some => policy.Respond(some, random)).ToList();
        var losses = stories.Batches(batchSize: 1).Select(row => MeanLoss.Measure(model, [row])).ToList();
        var golds = responses.Select(response => response.Grade.Total).ToList();
        return new StageScore(name)
        {
            StoryLoss = Bootstrap.Mean(losses),
            StoryGap = Bootstrap.Mean([.. losses.Select(loss => loss - stories.OracleLoss)]),
            Answered = Share(responses.Select(response => response.Grade.Helpful > 0)),
            Gold = Bootstrap.Mean(golds),
            Flattery = Share(responses.Select(response => response.Text.Contains(RequestWriter.Flattery, StringComparison.Ordinal))),
            Proxy = Bootstrap.Mean(proxy.Score(responses)),
            KL = Bootstrap.Mean(Distances(model, reference, responses)),
            WithSteps = Solved(model, atOnce: false),
            AtOnce = Solved(model, atOnce: true),
            Golds = golds,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => stories.Dispose();

    private static Estimate Share(IEnumerable<bool> holds)
    {
        bool[] all = [.. holds];
        return Wilson.Of(all.Count(one => one), all.Length);
    }

    /// <summary>log π − log π_ref of each response.</summary>
    private static List<double> Distances(Gpt model, Gpt reference, IReadOnlyList<Response> responses) => [.. responses.Chunk(256).SelectMany(some =>
    {
        using var scope = NewDisposeScope();
        var batch = InstructionBatches.InOrder([.. some.Select(response => response.Tokens)], batchSize: some.Length).Single();
        return (LogProbabilities.OfResponses(model, batch) - LogProbabilities.OfResponses(reference, batch)).data<float>().Select(nats => (double)nats).ToArray();
    })];

    /// <summary>Share of the problems whose likeliest response is right; not a number where the model's context is too short for them.</summary>
    private Estimate Solved(Gpt model, bool atOnce)
    {
        if (model.Config.ContextLength < pipeline.Config.Model.ContextLength)
        {
            return new Estimate(double.NaN, double.NaN, double.NaN);
        }

        var environment = new WordProblemEnvironment(pipeline.World, pipeline.Config.Reasoning.ProblemSteps);
        return Share(environment.Solve(model, [.. problems.Select(problem => (problem, atOnce))], new SeededRandom(0), temperature: 0).Select(episode => episode.Reward == 1));
    }
}
