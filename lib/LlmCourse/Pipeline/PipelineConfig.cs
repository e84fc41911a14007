using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LlmCourse.Alignment;
using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;

namespace LlmCourse.Pipeline;

/// <summary>
/// Everything that a model from the whole way follows from: its size, the recipes of its five stages, and one seed for all of them. The same config gives the same model. (Chapter 16.)
/// </summary>
public sealed record PipelineConfig
{
    private const int HashLength = 8;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>What options have besides, and a config must not say: there is one seed, and checkpoints belong to the pipeline.</summary>
    private static readonly string[] NotSaid = ["seed", "checkpoint_path", "checkpoint_every"];

    /// <summary>Seed of the weights, the texts, the requests, the judges and the tries.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>The model; its vocabulary is that of the town.</summary>
    public required GptConfig Model { get; init; }

    /// <summary>The first stage.</summary>
    public required PretrainingOptions Pretraining { get; init; }

    /// <summary>The second.</summary>
    public required FineTuningOptions FineTuning { get; init; }

    /// <summary>The third.</summary>
    public required PreferenceOptions Preferences { get; init; }

    /// <summary>The fourth; its seed and its checkpoint are the pipeline's business.</summary>
    public required PolicyOptions Reinforcement { get; init; }

    /// <summary>The fifth.</summary>
    public required ReasoningOptions Reasoning { get; init; }

    /// <summary>The whole way in a few minutes on two cores: 2 layers, 64 wide, 0.13M parameters.</summary>
    public static PipelineConfig Quick { get; } = new()
    {
        Model = new GptConfig
        {
            VocabularySize = 428,
            ContextLength = 64,
            Layers = 2,
            Heads = 4,
            EmbeddingSize = 64,
            Positions = PositionKind.Rotary,
            Norm = NormKind.RmsNorm,
            Activation = ActivationKind.SquaredRelu,
        },
        Pretraining = new() { Training = Recipe(steps: 1500, batchSize: 32, length: 64, muon: 0.02) },
        FineTuning = new() { Training = Recipe(steps: 800, batchSize: 32, length: 48, muon: 0.01) },
        Preferences = new()
        {
            Requests = 1000,
            Training = new() { Steps = 250, BatchSize = 32, LearningRate = 1e-3, MuonLearningRate = 0.003, WarmupSteps = 20, WeightDecay = 0, FinalLearningRateFraction = 0.05 },
        },
        Reinforcement = new() { Steps = 35, KLCoefficient = 0.2, KLTarget = 2 },
        Reasoning = new() { Demonstrations = 1500, Problems = 300, Training = Recipe(steps: 700, batchSize: 32, length: 64, muon: 0.01) },
    };

    /// <summary>The whole way in seconds: every stage runs, and none of them teaches much.</summary>
    public static PipelineConfig Smoke { get; } = Quick with
    {
        Model = Quick.Model with { EmbeddingSize = 32 },
        Pretraining = Quick.Pretraining with { Training = Few(Quick.Pretraining.Training) },
        FineTuning = Quick.FineTuning with { Training = Few(Quick.FineTuning.Training) },
        Preferences = Quick.Preferences with { Requests = 12, Normalization = 16, Training = Few(Quick.Preferences.Training) },
        Reinforcement = Quick.Reinforcement with { Steps = 2, BatchSize = 8 },
        Reasoning = Quick.Reasoning with { Demonstrations = 16, Rounds = 1, Problems = 4, Tries = 2, Training = Few(Quick.Reasoning.Training) },
    };

    /// <summary>A model that is twice as wide and deep, and trained longer: half an hour and more on two cores.</summary>
    public static PipelineConfig Full { get; } = Quick with
    {
        Model = Quick.Model with { Layers = 4, EmbeddingSize = 128 },
        Pretraining = Quick.Pretraining with { Training = Quick.Pretraining.Training with { Steps = 2500, BatchSize = 64 } },
        FineTuning = Quick.FineTuning with { Training = Quick.FineTuning.Training with { Steps = 1000 } },
        Preferences = Quick.Preferences with { Requests = 2000, Training = Quick.Preferences.Training with { Steps = 500 } },
        Reinforcement = Quick.Reinforcement with { Steps = 60 },
        Reasoning = Quick.Reasoning with { Demonstrations = 3000, Training = Quick.Reasoning.Training with { Steps = 1000 } },
    };

    /// <summary>Reads a config and checks it.</summary>
    /// <exception cref="ArgumentException">The JSON is malformed, has an unknown key, lacks a part, or its numbers make no sense.</exception>
    public static PipelineConfig FromJson(string json)
    {
        try
        {
            var root = JsonNode.Parse(json) as JsonObject ?? throw new ArgumentException("A pipeline's config is a JSON object: { \"seed\": 42, \"model\": …, … }.");
            RequireKnownKeys(root);
            var config = root.Deserialize<PipelineConfig>(Json)!;
            config.Validate();
            return config;
        }
        catch (JsonException problem)
        {
            throw new ArgumentException($"The pipeline's config cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>The config as JSON, with every default written out.</summary>
    public string ToJson() => Node().ToJsonString(Json);

    /// <summary>
    /// What the model of a stage follows from, and nothing else: the config up to this stage. A change in a later stage leaves it as it is. SHA-256, its first digits.
    /// </summary>
    public string HashUpTo(PipelineStage stage)
    {
        var (all, part) = (Node(), new JsonObject());
        string[] sections = ["seed", "model", .. Enum.GetValues<PipelineStage>().Where(s => s <= stage).Select(Section)];
        foreach (var section in sections)
        {
            part[section] = all[section]!.DeepClone();
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(part.ToJsonString())))[..HashLength];
    }

    /// <summary>Checks that the numbers make sense together.</summary>
    /// <exception cref="ArgumentException">One does not; the message says which, and what is needed.</exception>
    public void Validate()
    {
        Model.Validate();
        Require(Model.TokenShift == 0, $"TokenShift ({Model.TokenShift}) must be 0: four of the stages let the model write token by token, which does not go with it.");
        foreach (var training in new[] { Pretraining.Training, FineTuning.Training, Preferences.Training, Reasoning.Training })
        {
            training.Validate();
            Require((training.SequenceLength ?? 1) <= Model.ContextLength, $"A row of {training.SequenceLength} tokens is longer than the model's context ({Model.ContextLength}).");
        }

        Reinforcement.Validate();
        Require(Seed >= 0, $"The seed ({Seed}) must not be negative.");
        Require(Pretraining is { Visitors: >= 0, Problems: >= 0 } && Pretraining.Visitors + Pretraining.Problems < 1, $"The shares of visitors ({Pretraining.Visitors}) and problems ({Pretraining.Problems}) must not be negative, and leave room for stories.");
        Require(FineTuning.Replay is >= 0 and < 1, $"The replay of the fine-tuning ({FineTuning.Replay}) must be a share of the rows, from 0 to less than 1.");
        Require(Preferences is { Requests: >= 1, Answers: >= 2, Normalization: >= 2 }, $"Preferences need at least one request ({Preferences.Requests}), 2 answers to each ({Preferences.Answers}) and 2 responses to normalise over ({Preferences.Normalization}).");
        Require(Reasoning is { RequestReplay: >= 0, StoryReplay: >= 0 } && Reasoning.RequestReplay + Reasoning.StoryReplay < 1, $"The replays of requests ({Reasoning.RequestReplay}) and stories ({Reasoning.StoryReplay}) must not be negative, and leave room for problems.");
        Require(Reasoning is { Demonstrations: >= 2, Rounds: >= 0, Problems: >= 2, Tries: >= 1, ProblemSteps: >= 1 and <= WordProblemWriter.UsualSteps }, $"Reasoning needs 2 demonstrations ({Reasoning.Demonstrations}) and problems ({Reasoning.Problems}) at least, a try at each ({Reasoning.Tries}), and problems of 1 to {WordProblemWriter.UsualSteps} steps ({Reasoning.ProblemSteps}), which a response has room for.");
    }

    /// <summary>The name of a stage's section in JSON.</summary>
    internal static string Section(PipelineStage stage) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{stage}");

    private static TrainingOptions Recipe(int steps, int batchSize, int length, double muon) => new()
    {
        Steps = steps,
        BatchSize = batchSize,
        SequenceLength = length,
        LearningRate = 3e-3,
        MuonLearningRate = muon,
        WarmupSteps = 30,
        WeightDecay = 0,
        FinalLearningRateFraction = 0.05,
    };

    private static TrainingOptions Few(TrainingOptions training) => training with { Steps = 3, BatchSize = 8, WarmupSteps = 1 };

    private static void RequireKnownKeys(JsonObject root)
    {
        JsonKeys.RequireKnown(root, JsonKeys.Of(typeof(PipelineConfig)), "");
        foreach (var property in typeof(PipelineConfig).GetProperties().Where(property => property.PropertyType.IsClass))
        {
            var section = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (root[section] is JsonObject given)
            {
                JsonKeys.RequireKnown(given, [.. JsonKeys.Of(property.PropertyType).Except(NotSaid)], section);
                if (given["training"] is JsonObject training)
                {
                    JsonKeys.RequireKnown(training, [.. JsonKeys.Of(typeof(TrainingOptions)).Except(NotSaid)], $"{section}.training");
                }
            }
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }

    private JsonObject Node()
    {
        var root = JsonSerializer.SerializeToNode(this, Json)!.AsObject();
        foreach (var options in root.Select(section => section.Value).OfType<JsonObject>().Select(section => section["training"] as JsonObject ?? section))
        {
            foreach (var key in NotSaid)
            {
                options.Remove(key);
            }
        }

        return root;
    }
}
