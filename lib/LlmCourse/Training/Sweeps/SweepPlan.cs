using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LlmCourse.Runtime;

namespace LlmCourse.Training.Sweeps;

/// <summary>
/// A grid of trainings described as data: every size on every budget with every recipe and every seed. Together with the data it gives the
/// same numbers again, on one machine or shared out over many. (Chapter 05.)
/// </summary>
public sealed record SweepPlan
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private static readonly JsonDocumentOptions ByHand = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The data by name, with settings: what <c>TrainingData.Open</c> takes.</summary>
    public required JsonObject Data { get; init; }

    /// <summary>What all models have in common; the vocabulary's size comes from the data.</summary>
    public required JsonObject Model { get; init; }

    /// <summary>
    /// What all trainings have in common. Steps follow from the budget, the seed from the axis. <c>warmup_share</c> and <c>decay_share</c> say in
    /// parts of the whole what <c>warmup_steps</c> and <c>decay_steps</c> say in steps.
    /// </summary>
    public required JsonObject Training { get; init; }

    /// <summary>The models.</summary>
    public required IReadOnlyList<SweepSize> Sizes { get; init; }

    /// <summary>How long they are trained.</summary>
    public SweepBudgets Budgets { get; init; } = new();

    /// <summary>Ways to train that are compared; none is one, the plan's.</summary>
    public IReadOnlyList<SweepRecipe> Recipes { get; init; } = [];

    /// <summary>Seeds of the weights and of the batches.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [42];

    /// <summary>How the learning rate follows the size, where a size does not bring its own; null leaves it as it is.</summary>
    public LearningRateRule? LearningRateRule { get; init; }

    /// <summary>Evaluations along each training, the last among them: its curve (Hoffmann et al. 2022, approach 1).</summary>
    public int Evaluations { get; init; } = 1;

    /// <summary>
    /// Threads that one training computes with. Sums in another order round differently, so this belongs to the plan and not to the machine;
    /// small models gain more by trainings side by side than by threads.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Reads a plan from a file.</summary>
    /// <exception cref="ArgumentException">There is no such file, or it is no plan; the message names the file and what to do.</exception>
    public static SweepPlan Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ArgumentException($"There is no plan {path}.");
        }

        try
        {
            return FromJson(File.ReadAllText(path));
        }
        catch (ArgumentException problem)
        {
            throw new ArgumentException($"{path}: {problem.Message}", problem);
        }
    }

    /// <summary>Reads a plan; comments and trailing commas are allowed.</summary>
    /// <exception cref="ArgumentException">The JSON is malformed, has an unknown key, lacks a part, or its parts make no sense together.</exception>
    public static SweepPlan FromJson(string json)
    {
        try
        {
            var root = JsonNode.Parse(json, documentOptions: ByHand) as JsonObject ?? throw new ArgumentException("A plan is a JSON object: { \"data\": …, \"model\": …, … }.");
            RequireKnownKeys(root); // before anything is read, so that a misspelled part is not first told to be missing
            var plan = root.Deserialize<SweepPlan>(Json)!;
            plan.Validate();
            return plan;
        }
        catch (JsonException problem)
        {
            throw new ArgumentException($"The plan cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>The plan as JSON, with every default written out.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>All trainings, in the order of the axes: sizes, recipes, budgets, seeds.</summary>
    /// <param name="vocabularySize">The size of the data's vocabulary.</param>
    /// <exception cref="ArgumentException">A training's settings make no sense; the message names the training.</exception>
    public IReadOnlyList<SweepRun> Expand(int vocabularySize)
    {
        Validate(); // a plan may come from code, or from another by `with`
        return new SweepExpansion(this, vocabularySize).Runs;
    }

    /// <summary>Where two plans differ, in words: <c>training.learning_rate is 0.001 there and 0.002 here</c>. Empty when they do not.</summary>
    internal IReadOnlyList<string> DifferencesTo(SweepPlan other) =>
        JsonDifference.Of(ToNode(), other.ToNode());

    private JsonObject ToNode() => JsonSerializer.SerializeToNode(this, Json)!.AsObject();

    /// <summary>Checks what can be checked without the data.</summary>
    private void Validate()
    {
        RequireKnownKeys(ToNode());
        Require(Sizes.Count > 0, "The plan has no sizes; give at least one, for instance \"sizes\": [{ \"model\": { \"layers\": 2 } }].");
        Require(Sizes.All(size => (size.Budgets ?? Budgets).All.Any()), "The plan has no budgets; give some, for instance \"budgets\": { \"tokens\": [100000] }.");
        Require(Seeds.Count > 0 && Seeds.Distinct().Count() == Seeds.Count, "The plan's seeds must be at least one, each once.");
        Require(Evaluations >= 1, $"evaluations ({Evaluations}) must be at least 1.");
        Require(Threads >= 1, $"threads ({Threads}) must be at least 1.");
        Require(LearningRateRule is null or { IsUsable: true }, "The learning_rate_rule needs \"at\" above 0 and a finite \"exponent\".");
    }

    /// <summary>Every level of the file, so that a misspelled setting is told with its place and its nearest neighbour.</summary>
    private static void RequireKnownKeys(JsonObject root)
    {
        JsonKeys.RequireKnown(root, JsonKeys.Of(typeof(SweepPlan)), "");
        RequireKnown(root["budgets"], JsonKeys.Of(typeof(SweepBudgets)), "budgets");
        RequireKnown(root["learning_rate_rule"], JsonKeys.Of(typeof(LearningRateRule)), "learning_rate_rule");
        RequireKnown(root["model"], SweepExpansion.ModelKeys, "model");
        RequireKnown(root["training"], SweepExpansion.TrainingKeys, "training");
        foreach (var (list, type) in new[] { ("sizes", typeof(SweepSize)), ("recipes", typeof(SweepRecipe)) })
        {
            var entries = root[list] as JsonArray ?? [];
            for (var i = 0; i < entries.Count; i++)
            {
                var (entry, where) = (entries[i] as JsonObject, $"{list}[{i}]");
                RequireKnown(entry, JsonKeys.Of(type), where);
                RequireKnown(entry?["model"], SweepExpansion.ModelKeys, $"{where}.model");
                RequireKnown(entry?["training"], SweepExpansion.TrainingKeys, $"{where}.training");
                RequireKnown(entry?["budgets"], JsonKeys.Of(typeof(SweepBudgets)), $"{where}.budgets");
            }
        }
    }

    private static void RequireKnown(JsonNode? node, IReadOnlyCollection<string> known, string where)
    {
        if (node is JsonObject given)
        {
            JsonKeys.RequireKnown(given, known, where);
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
