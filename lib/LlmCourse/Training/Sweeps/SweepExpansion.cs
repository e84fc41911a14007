using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using LlmCourse.Model;
using LlmCourse.Runtime;

namespace LlmCourse.Training.Sweeps;

/// <summary>Makes the trainings of a plan: puts the settings together, finds the steps, names the runs.</summary>
internal sealed partial class SweepExpansion
{
    private const string WarmupShare = "warmup_share";
    private const string DecayShare = "decay_share";
    private const string LearningRate = "learning_rate";
    private const string VocabularySize = "vocabulary_size";

    /// <summary>What the sweep itself decides.</summary>
    private static readonly string[] Decided = ["steps", "seed", "checkpoint_path", "checkpoint_every", "evaluate_every", "patience"];

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly SweepPlan plan;
    private readonly int vocabularySize;
    private readonly string[] varying;

    public SweepExpansion(SweepPlan plan, int vocabularySize)
    {
        (this.plan, this.vocabularySize) = (plan, vocabularySize);
        var overrides = plan.Sizes.Select(size => size.Model).Concat(plan.Sizes.Select(size => size.Training)).Concat(plan.Recipes.Select(recipe => recipe.Training));
        varying = [.. overrides.SelectMany(settings => settings).Select(setting => setting.Key).Distinct().Except([LearningRate])];
        Runs = Expand();
        RequireDifferentNames();
    }

    /// <summary>The settings of a model.</summary>
    public static IReadOnlyList<string> ModelKeys { get; } = JsonKeys.Of(typeof(GptConfig));

    /// <summary>The settings of a training, without those that the sweep decides.</summary>
    public static IReadOnlyList<string> TrainingKeys { get; } = [.. JsonKeys.Of(typeof(TrainingOptions)).Except(Decided), WarmupShare, DecayShare];

    /// <summary>All trainings.</summary>
    public IReadOnlyList<SweepRun> Runs { get; }

    private List<SweepRun> Expand()
    {
        List<SweepRecipe?> recipes = plan.Recipes.Count == 0 ? [null] : [.. plan.Recipes];
        var axes =
            from size in plan.Sizes
            let model = ModelOf(size)
            from recipe in recipes
            from budget in (size.Budgets ?? plan.Budgets).All
            from seed in plan.Seeds
            select (size, model, recipe, budget, seed);
        return [.. axes.Select((point, index) => RunOf(index, point.size, point.model, point.recipe, point.budget, point.seed))];
    }

    private GptConfig ModelOf(SweepSize size)
    {
        var settings = Merge(plan.Model, size.Model);
        if (settings[VocabularySize] is { } given && given.ToJsonString() != vocabularySize.ToString(CultureInfo.InvariantCulture))
        {
            throw new ArgumentException($"The model's vocabulary_size is {given.ToJsonString()}, but the data have {vocabularySize} tokens; leave it out, and it follows from the data.");
        }

        settings[VocabularySize] = vocabularySize;
        return LanguageModelConfig.FromJson(settings.ToJsonString()) as GptConfig
            ?? throw new ArgumentException("A sweep trains transformers; the model must not have a recurrent cell.");
    }

    private SweepRun RunOf(int index, SweepSize size, GptConfig model, SweepRecipe? recipe, SweepBudget budget, int seed)
    {
        var sizeName = size.Name ?? $"{model.Layers}x{model.EmbeddingSize}";
        var id = string.Create(CultureInfo.InvariantCulture, $"{sizeName}_{(recipe is null ? "" : $"{recipe.Name}_")}{budget}_s{seed}");
        try
        {
            Require(Name().IsMatch(id), "the names of sizes and recipes are made of letters, digits, points and hyphens");
            var settings = Merge(Merge(plan.Training, recipe?.Training ?? []), size.Training);
            var options = OptionsOf(settings, model, budget, seed, ownLearningRate: size.Training.ContainsKey(LearningRate));
            return new SweepRun(index, id, sizeName, recipe?.Name, budget, seed, model, options, SettingsOf(model, options, settings));
        }
        catch (Exception problem) when (problem is ArgumentException or JsonException)
        {
            throw new ArgumentException($"The training {id} cannot be done: {problem.Message}", problem);
        }
    }

    private TrainingOptions OptionsOf(JsonObject settings, GptConfig model, SweepBudget budget, int seed, bool ownLearningRate)
    {
        var (warmup, decay) = (TakeShare(settings, WarmupShare, "warmup_steps"), TakeShare(settings, DecayShare, "decay_steps"));
        settings["steps"] = 1; // until the budget is known in steps
        var options = settings.Deserialize<TrainingOptions>(Json)! with { Seed = seed, CheckpointEvery = int.MaxValue };
        var steps = StepsFor(budget, model, options);
        options = options with
        {
            Steps = steps,
            LearningRate = options.LearningRate * (ownLearningRate ? 1 : plan.LearningRateRule?.FactorFor(model) ?? 1),
            WarmupSteps = warmup is null ? options.WarmupSteps : (int)Math.Round(warmup.Value * steps),
            DecaySteps = decay is null ? options.DecaySteps : (int)Math.Round(decay.Value * steps),
            EvaluateEvery = plan.Evaluations == 1 ? 0 : Math.Max(1, steps / plan.Evaluations),
        };
        options.Validate();
        Require(options.WarmupSteps < steps, $"its warm-up of {options.WarmupSteps} steps leaves nothing of its {steps}; make it shorter, or give {WarmupShare}");
        return options;
    }

    /// <summary>As many whole steps as come nearest to the budget.</summary>
    private static int StepsFor(SweepBudget budget, GptConfig model, TrainingOptions options)
    {
        options.Validate();
        var tokens = budget.TokensFor(model.MatrixParameterCount);
        var perStep = (double)options.BatchSize * (options.SequenceLength ?? model.ContextLength) * options.AccumulationSteps;
        var steps = Math.Round(tokens / perStep);
        Require(steps is >= 1 and <= int.MaxValue, string.Create(
            CultureInfo.InvariantCulture, $"its budget is {tokens:0} tokens, and one step takes {perStep:0}"));
        return (int)steps;
    }

    private static double? TakeShare(JsonObject settings, string share, string steps)
    {
        if (!settings.Remove(share, out var node))
        {
            return null;
        }

        Require(!settings.ContainsKey(steps), $"it has both {share} and {steps}; give one of them");
        var value = node is JsonValue number && number.TryGetValue<double>(out var given) ? given : double.NaN;
        Require(value is >= 0 and <= 1, $"its {share} ({node?.ToJsonString()}) must be between 0 and 1");
        return value;
    }

    /// <summary>The values of what sizes and recipes change, in the order in which the plan names it.</summary>
    private List<KeyValuePair<string, string>> SettingsOf(GptConfig model, TrainingOptions options, JsonObject given)
    {
        var (ofModel, ofTraining) = (JsonSerializer.SerializeToNode(model, Json)!.AsObject(), JsonSerializer.SerializeToNode(options, Json)!.AsObject());
        return [.. varying.Select(key => KeyValuePair.Create(key, Text(ofModel[key] ?? ofTraining[key] ?? given[key])))];
    }

    private static string Text(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var word) ? word : value?.ToJsonString() ?? "";

    /// <summary>The first settings, with those of the second in their place.</summary>
    private static JsonObject Merge(JsonObject settings, JsonObject changes)
    {
        var merged = settings.DeepClone().AsObject();
        foreach (var (key, value) in changes)
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    private void RequireDifferentNames()
    {
        if (Runs.GroupBy(run => run.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two trainings would be called {twice.Key}; give each size and recipe a \"name\" of its own, and name no budget twice.");
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException($"{message}.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]+$")]
    private static partial Regex Name();
}
