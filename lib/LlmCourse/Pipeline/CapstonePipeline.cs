using System.Diagnostics;
using LlmCourse.Alignment;
using LlmCourse.Data;
using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Scaling;
using LlmCourse.Training;
using static TorchSharp.torch;

namespace LlmCourse.Pipeline;

/// <summary>
/// From random weights to an assistant that reasons, from one config: pre-training, fine-tuning on demonstrations, a reward model, reinforcement on it, and reasoning. Each finished stage is
/// kept; a run that was stopped goes on after the last of them, and a config that differs in a later stage begins there. (Ouyang et al. 2022, figure 2; Guo et al. 2025, section 2.3; chapter 16.)
/// </summary>
public sealed class CapstonePipeline
{
    private const int ReplayedRequests = 512;

    private readonly StageStore store;
    private readonly RequestWriter requests;
    private readonly ResponseData responses;

    /// <summary>Prepares a pipeline; nothing is trained yet.</summary>
    /// <param name="config">The config.</param>
    /// <param name="folder">Where finished stages are kept; <c>pipeline</c> under <see cref="CourseFolders.Artifacts"/> when null.</param>
    /// <exception cref="ArgumentException">The config makes no sense, or its model does not know the town's vocabulary.</exception>
    public CapstonePipeline(PipelineConfig config, string? folder = null)
    {
        config.Validate();
        (Config, store) = (config, new StageStore(folder ?? Path.Combine(CourseFolders.Artifacts, "pipeline")));
        World = new SyntheticWorld(WorldOptions.Town with { Markets = 0, Recipes = 0, Ledgers = 0 });
        (requests, responses) = (new RequestWriter(World), new ResponseData(World));
        if (config.Model.VocabularySize != World.Tokenizer.VocabularySize)
        {
            throw new ArgumentException($"The model knows {config.Model.VocabularySize} tokens, but the town has {World.Tokenizer.VocabularySize}; set VocabularySize to that.");
        }
    }

    /// <summary>The config.</summary>
    public PipelineConfig Config { get; }

    /// <summary>The town that all texts are about, without its markets, recipes and ledgers.</summary>
    public SyntheticWorld World { get; }

    /// <summary>The stages in their order.</summary>
    public static IReadOnlyList<PipelineStage> Stages { get; } = Enum.GetValues<PipelineStage>();

    /// <summary>True where a stage needs no training any more.</summary>
    public bool IsFinished(PipelineStage stage) => store.Has(Config, stage);

    /// <summary>Steps of a stage.</summary>
    public int StepsOf(PipelineStage stage) => stage switch
    {
        PipelineStage.Pretraining => Config.Pretraining.Training.Steps,
        PipelineStage.FineTuning => Config.FineTuning.Training.Steps,
        PipelineStage.Preferences => Config.Preferences.Training.Steps,
        PipelineStage.Reinforcement => Config.Reinforcement.Steps,
        _ => (1 + Config.Reasoning.Rounds) * Config.Reasoning.Training.Steps,
    };

    /// <summary>What a step of a stage works on, to say how fast it goes: tokens, or pairs, or responses.</summary>
    public (int Count, string Unit) WorkPerStep(PipelineStage stage) => stage switch
    {
        PipelineStage.Pretraining => (Tokens(Config.Pretraining.Training), "tokens"),
        PipelineStage.FineTuning => (Tokens(Config.FineTuning.Training), "tokens"),
        PipelineStage.Preferences => (Config.Preferences.Training.BatchSize, "pairs"),
        PipelineStage.Reinforcement => (Config.Reinforcement.BatchSize, "responses"),
        _ => (Tokens(Config.Reasoning.Training), "tokens"),
    };

    /// <summary>All that is left to do, step by step as they are asked for.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; the finished stages are kept.</exception>
    public IEnumerable<PipelineStep> Run(CancellationToken cancellation = default) => Stages.SelectMany(stage => Run(stage, cancellation));

    /// <summary>The steps of one stage, done as they are asked for; none where it is finished. After the last of them its model is kept.</summary>
    /// <exception cref="InvalidOperationException">A stage before it is not finished.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The model cannot be written.</exception>
    public IEnumerable<PipelineStep> Run(PipelineStage stage, CancellationToken cancellation = default)
    {
        if (IsFinished(stage))
        {
            yield break;
        }

        var (curve, busy) = (new List<PipelineStep>(), Stopwatch.StartNew());
        foreach (var step in Train(stage))
        {
            curve.Add(step);
            busy.Stop(); // what the reader does between two steps is not the stage's
            yield return step;
            busy.Start();
            cancellation.ThrowIfCancellationRequested();
        }

        var flops = FlopCount.ExactServing(Config.Model, curve[^1].Passes, Config.Model.ContextLength);
        store.Keep(Config, new StageRecord(stage, Config.HashUpTo(stage), curve[^1].Passes, flops, busy.Elapsed.TotalSeconds, "", curve));
    }

    /// <summary>What is known of a finished stage.</summary>
    /// <exception cref="InvalidOperationException">It is not finished.</exception>
    /// <exception cref="InvalidDataException">Its files have been changed.</exception>
    public StageRecord Record(PipelineStage stage) => store.Read(Config, stage);

    /// <summary>The language model after a finished stage, in evaluation mode; the caller disposes it.</summary>
    /// <exception cref="ArgumentException">The stage makes a reward model; that is <see cref="OpenReward"/>.</exception>
    /// <exception cref="InvalidOperationException">It is not finished.</exception>
    /// <exception cref="InvalidDataException">Its files have been changed.</exception>
    public Gpt Open(PipelineStage stage)
    {
        if (stage == PipelineStage.Preferences)
        {
            throw new ArgumentException("The stage Preferences makes a reward model and no language model; open it with OpenReward.");
        }

        Record(stage);
        var model = (Gpt)Checkpoint.LoadModel(store.WeightsOf(Config, stage));
        model.eval();
        return model;
    }

    /// <summary>The reward model; the caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">Its stage is not finished.</exception>
    /// <exception cref="InvalidDataException">Its files have been changed.</exception>
    public RewardModel OpenReward()
    {
        Record(PipelineStage.Preferences);
        using var tuned = Open(PipelineStage.FineTuning);
        var model = new RewardModel(tuned, World.Tokenizer);
        var (kept, _) = SafeTensors.Read(store.WeightsOf(Config, PipelineStage.Preferences));
        using (no_grad())
        {
            foreach (var (name, parameter) in model.Network.named_parameters())
            {
                parameter.copy_(kept[name]);
            }
        }

        foreach (var tensor in kept.Values)
        {
            tensor.Dispose();
        }

        var random = Chance(4);
        model.Normalize(new Policy(tuned, World.Tokenizer).Respond(Ask(Config.Preferences.Normalization, random), random));
        return model;
    }

    private IEnumerable<PipelineStep> Train(PipelineStage stage) => stage switch
    {
        PipelineStage.Pretraining => Pretrain(),
        PipelineStage.FineTuning => FineTune(),
        PipelineStage.Preferences => Prefer(),
        PipelineStage.Reinforcement => Reinforce(),
        _ => Reason(),
    };

    private IEnumerable<PipelineStep> Pretrain()
    {
        var options = Own(Config.Pretraining.Training, 0);
        using var model = (Gpt)Config.Model.CreateModel(Config.Seed);
        using var trainer = new Trainer(model, Mixed(options, Texts(options.BatchSize, LengthOf(options), options.Seed)), null, options);
        foreach (var step in trainer.Run())
        {
            yield return Told(PipelineStage.Pretraining, step, 3 * step.TokensSeen);
        }

        Checkpoint.Save(store.WeightsOf(Config, PipelineStage.Pretraining), model);
    }

    private IEnumerable<PipelineStep> FineTune()
    {
        var options = Own(Config.FineTuning.Training, 1);
        using var model = Open(PipelineStage.Pretraining);
        var replayed = RowsOf(Config.FineTuning.Replay, options);
        var conversations = responses.CreateBatches(options.BatchSize - replayed, LengthOf(options), options.Seed, options.Sampling);
        using var tuning = new SupervisedFineTuning(model, Mixed(options, conversations, Texts(replayed, LengthOf(options), options.Seed)), null, options);
        foreach (var step in tuning.Run())
        {
            yield return Told(PipelineStage.FineTuning, step, 3 * step.TokensSeen);
        }

        Checkpoint.Save(store.WeightsOf(Config, PipelineStage.FineTuning), model);
    }

    private IEnumerable<PipelineStep> Prefer()
    {
        var (options, random) = (Config.Preferences, Chance(2));
        using var tuned = Open(PipelineStage.FineTuning);
        var policy = new Policy(tuned, World.Tokenizer);
        var asked = Ask(options.Requests, random).SelectMany(request => Enumerable.Repeat(request, options.Answers));
        var answers = asked.Chunk(256).SelectMany(some => policy.Respond(some, random)).ToList();
        var pairs = AnnotatorPanel.Usual.JudgeAll(answers, options.Answers, random).Select(judged => judged.Pair).ToList();
        using var model = new RewardModel(tuned, World.Tokenizer);
        using var training = new RewardTraining(model, pairs, Own(options.Training, 3));
        var written = answers.Sum(answer => (long)answer.Tokens.Tokens.Count);
        foreach (var step in training.Run())
        {
            yield return Told(PipelineStage.Preferences, step, written + (3 * step.TokensSeen));
        }

        SafeTensors.Write(store.WeightsOf(Config, PipelineStage.Preferences), model.Network.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter), new Dictionary<string, string>());
    }

    private IEnumerable<PipelineStep> Reinforce()
    {
        using var reference = Open(PipelineStage.FineTuning);
        using var model = Open(PipelineStage.FineTuning);
        using var reward = OpenReward();
        using var trainer = new PpoTrainer(new Policy(model, World.Tokenizer), reference, reward, requests, Config.Reinforcement with { Seed = SeedOf(5), CheckpointPath = null });
        foreach (var step in trainer.Run())
        {
            yield return new PipelineStep(PipelineStage.Reinforcement, step.Step, Config.Reinforcement.Steps, "reward", step.Proxy, step.Passes) { Gold = step.Gold, KL = step.KL };
        }

        Checkpoint.Save(store.WeightsOf(Config, PipelineStage.Reinforcement), model);
    }

    private IEnumerable<PipelineStep> Reason()
    {
        var (options, random, environment) = (Config.Reasoning, Chance(6), new WordProblemEnvironment(World, Config.Reasoning.ProblemSteps));
        using var model = Open(PipelineStage.Reinforcement);
        var answers = new Policy(model, World.Tokenizer).Respond(Ask(ReplayedRequests, random), random).Select(response => response.Tokens).ToList();
        var lessons = environment.Demonstrations(options.Demonstrations, random).ToList();
        var (done, passes, right) = (0, answers.Sum(answer => (long)answer.Tokens.Count), (double?)null);
        for (var round = 0; round <= options.Rounds; round++)
        {
            if (round > 0)
            {
                var tries = environment.Play(model, options.Problems, options.Tries, random);
                lessons.AddRange(SelfTraining.Lessons(tries));
                (right, passes) = (tries.Average(episode => episode.Reward), passes + tries.Sum(episode => (long)episode.Texts[0].Tokens.Count));
            }

            var recipe = Own(options.Training, 7 + round);
            using var trainer = new Trainer(model, Lessons(recipe, lessons, answers), null, recipe);
            foreach (var step in trainer.Run())
            {
                var told = Told(PipelineStage.Reasoning, step, passes + (3 * step.TokensSeen));
                yield return told with { Step = done + step.Step, Right = right };
            }

            (done, passes) = (done + recipe.Steps, passes + (3 * (long)recipe.Steps * trainer.TokensPerStep));
        }

        Checkpoint.Save(store.WeightsOf(Config, PipelineStage.Reasoning), model);
    }

    /// <summary>Rows of the problems, of answers to requests, and of the first stage's texts.</summary>
    private MixedBatches Lessons(TrainingOptions recipe, IReadOnlyList<ChatTokens> lessons, IReadOnlyList<ChatTokens> answers)
    {
        var (length, asked, told) = (LengthOf(recipe), RowsOf(Config.Reasoning.RequestReplay, recipe), RowsOf(Config.Reasoning.StoryReplay, recipe));
        var problems = new InstructionBatches(lessons, recipe.BatchSize - asked - told, length, recipe.Seed);
        return Mixed(recipe, problems, asked == 0 ? null : new InstructionBatches(answers, asked, length, recipe.Seed), Texts(told, length, recipe.Seed));
    }

    /// <summary>The texts of the first stage: stories of the town, news about visitors, and problems that are solved. Null where no row is asked for.</summary>
    private MixedBatches? Texts(int rows, int length, int seed)
    {
        if (rows == 0)
        {
            return null;
        }

        var problems = Math.Min(rows - 1, (int)Math.Round(Config.Pretraining.Problems * rows));
        var stories = new WorldData(World, visitors: Config.Pretraining.Visitors / (1 - Config.Pretraining.Problems)).CreateBatches(rows - problems, length, seed, SamplingMode.RandomOffsets);
        return problems == 0
            ? new MixedBatches(seed, stories)
            : new MixedBatches(seed, stories, new WordProblemBatches(World, problems, length, Config.Reasoning.ProblemSteps, seed));
    }

    private static MixedBatches Mixed(TrainingOptions options, params IBatchSource?[] sources) => new(options.Seed, [.. sources.OfType<IBatchSource>()]);

    private static int RowsOf(double share, TrainingOptions options) => Math.Min(options.BatchSize - 1, (int)Math.Round(share * options.BatchSize));

    private PipelineStep Told(PipelineStage stage, TrainingStep step, long passes) => new(stage, step.Step, StepsOf(stage), "loss", step.Loss, passes);

    private List<Request> Ask(int count, SeededRandom random) => [.. Enumerable.Range(0, count).Select(_ => requests.Write(random))];

    private int Tokens(TrainingOptions options) => options.BatchSize * LengthOf(options);

    private int LengthOf(TrainingOptions options) => options.SequenceLength ?? Config.Model.ContextLength;

    /// <summary>A stage's recipe with a seed of its own, and without checkpoints.</summary>
    private TrainingOptions Own(TrainingOptions options, int number) => options with { Seed = SeedOf(number), CheckpointPath = null };

    private SeededRandom Chance(int number) => new(SeedOf(number));

    private int SeedOf(int number) => (100 * Config.Seed) + number;
}
