using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LlmCourse.Data;
using LlmCourse.Model;

namespace LlmCourse.Training;

/// <summary>
/// All that a trained model follows from: its config, its data, its training and its seeds. Two recipes that differ in anything have different
/// <see cref="Hash"/>es, and so a <see cref="ModelStore"/> never takes one's model for the other's. (Chapter 10.)
/// </summary>
public sealed record ModelRecipe
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>What the model is called: letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The model; its vocabulary is that of the data.</summary>
    public required LanguageModelConfig Config { get; init; }

    /// <summary>The data, described as <see cref="TrainingData"/> reads them.</summary>
    public required JsonObject Data { get; init; }

    /// <summary>The training; its checkpoint is the store's business.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Seed of the first weights.</summary>
    public int ModelSeed { get; init; } = 42;

    /// <summary>
    /// The base model of the synthetic world for the chapters on alignment and reasoning: 4 layers, 128 wide, trained on the stories of a town until it
    /// knows its people, and on news about visitors until it can say again what it has just read, in other words and in short.
    /// </summary>
    public static ModelRecipe Town { get; } = new()
    {
        Name = "town",
        Config = new GptConfig
        {
            VocabularySize = 428,
            ContextLength = 128,
            Layers = 4,
            Heads = 4,
            EmbeddingSize = 128,
            Positions = PositionKind.Rotary,
            Norm = NormKind.RmsNorm,
            Activation = ActivationKind.SquaredRelu,
            TokenShift = 0.5,
        },
        Data = TownTexts(),
        Training = new TrainingOptions { Steps = 1300, BatchSize = 64, SequenceLength = 64, LearningRate = 3e-3, MuonLearningRate = 0.02, WarmupSteps = 50, WeightDecay = 0, FinalLearningRateFraction = 0.05, EvaluateEvery = 250 },
    };

    /// <summary>The same model, far smaller and hardly trained: for runs that only see whether everything works.</summary>
    public static ModelRecipe TownSmoke { get; } = Town with
    {
        Name = "town-smoke",
        Config = (GptConfig)Town.Config with { Layers = 2, EmbeddingSize = 32 },
        Data = TownTexts(validationTokens: 2000),
        Training = Town.Training with { Steps = 20, BatchSize = 8, WarmupSteps = 5, EvaluateEvery = 0 },
    };

    /// <summary>
    /// A small reasoner: 2 layers, 64 wide, 0.1M parameters, trained on documents in which people solve small calculations, some at once and some step by step. A prompt can remind it of either
    /// habit. (Chapters 13 and 14.)
    /// </summary>
    public static ModelRecipe LastDigits { get; } = new()
    {
        Name = "last-digits",
        Config = new GptConfig
        {
            VocabularySize = 34,
            ContextLength = 256,
            Layers = 2,
            Heads = 4,
            EmbeddingSize = 64,
            TiedHead = false,
            Positions = PositionKind.Rotary,
            Norm = NormKind.RmsNorm,
            Activation = ActivationKind.SquaredRelu,
            Initialization = InitializationKind.ZeroOutput,
        },
        Data = new JsonObject { ["name"] = "last-digits" },
        Training = new TrainingOptions { Steps = 1200, BatchSize = 16, SequenceLength = 176, LearningRate = 4e-3, MuonLearningRate = 0.02, WarmupSteps = 50, WeightDecay = 0, Beta2 = 0.98 },
    };

    /// <summary>
    /// The policy of chapters 11 and 12: 2 layers, 64 wide, 0.13M parameters, fine-tuned on what people of the town answered. It is as good and as bad as they are, so that
    /// there is something to improve, and small enough for a hundred rounds of reinforcement in a minute.
    /// </summary>
    /// <param name="seed">Seed of the weights and of the conversations.</param>
    public static ModelRecipe Clerk(int seed) => new()
    {
        Name = "clerk",
        Config = new GptConfig
        {
            VocabularySize = 428,
            ContextLength = 48,
            Layers = 2,
            Heads = 4,
            EmbeddingSize = 64,
            Positions = PositionKind.Rotary,
            Norm = NormKind.RmsNorm,
            Activation = ActivationKind.SquaredRelu,
        },
        Data = new JsonObject { ["name"] = "responses" },
        Training = new TrainingOptions { Steps = 1600, BatchSize = 32, LearningRate = 3e-3, MuonLearningRate = 0.01, WarmupSteps = 50, WeightDecay = 0, FinalLearningRateFraction = 0.02, Seed = seed },
        ModelSeed = seed,
    };

    /// <summary>Stories and news about the people of the town, and as much news about visitors. Lists of prices and the like, which nobody asks about, are left out.</summary>
    private static JsonObject TownTexts(int? validationTokens = null)
    {
        var texts = new JsonObject { ["name"] = "world", ["preset"] = "town", ["markets"] = 0, ["recipes"] = 0, ["ledgers"] = 0, ["visitors"] = 0.55 };
        if (validationTokens is { } tokens)
        {
            texts["validation_tokens"] = tokens;
        }

        return texts;
    }

    /// <summary>The recipe as JSON, the form that the store keeps beside the model.</summary>
    public string ToJson() => new JsonObject
    {
        ["name"] = Name,
        ["model"] = JsonNode.Parse(Config.ToJson()),
        ["data"] = Data.DeepClone(),
        ["training"] = JsonSerializer.SerializeToNode(Training with { CheckpointPath = null }, Json),
        ["model_seed"] = ModelSeed,
    }.ToJsonString(Json);

    /// <summary>What tells this recipe from all others: the SHA-256 of <see cref="ToJson"/>, in hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));
}
