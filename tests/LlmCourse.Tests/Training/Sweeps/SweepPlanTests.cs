using System.Text.Json.Nodes;
using LlmCourse.Training.Sweeps;
using Xunit;

namespace LlmCourse.Tests.Training.Sweeps;

public class SweepPlanTests
{
    [Fact]
    public void TrainingsComeInTheOrderOfTheAxes()
    {
        var ids = SweepPlans.Tiny.Expand(17).Select(run => run.Id);
        Assert.Equal(
            [
                "1x8_tokens-320_s42", "1x8_tokens-320_s43", "1x8_tokens-640_s42", "1x8_tokens-640_s43",
                "wide_tokens-320_s42", "wide_tokens-320_s43", "wide_tokens-640_s42", "wide_tokens-640_s43",
            ],
            ids);
    }

    [Fact]
    public void StepsSharesAndEvaluationsFollowFromTheBudget()
    {
        var run = SweepPlans.Tiny.Expand(17)[2];
        Assert.Equal((20, 2, 6, 640L), (run.Options.Steps, run.Options.WarmupSteps, run.Options.EvaluateEvery, run.Tokens)); // 640 / (4 x 8)
        Assert.Equal((42, 17), (run.Options.Seed, run.Model.VocabularySize));
    }

    [Fact]
    public void ABudgetOfOperationsGivesEverySizeTheSameCost()
    {
        var plan = SweepPlans.Tiny with { Budgets = new SweepBudgets { Flops = [1e8], TokensPerParameter = [20] } };
        var runs = plan.Expand(17).Where(run => run.Seed == 42).ToList();
        Assert.All(runs.Where(run => run.Budget.Kind == SweepBudgetKind.Flops), run => Assert.InRange(run.ApproximateFlops, 0.99e8, 1.01e8));
        Assert.All(runs.Where(run => run.Budget.Kind == SweepBudgetKind.TokensPerParameter), run => Assert.InRange((double)run.Tokens / run.MatrixParameters, 19.8, 20.2));
        Assert.Equal("1x8_tokens-per-parameter-20_s42", runs[0].Id);
        Assert.Equal("1x8_flops-100000000_s42", runs[1].Id);
    }

    [Fact]
    public void KaplansParametersLeaveOutTheTablesAndTheHead()
    {
        var run = SweepPlans.Tiny.Expand(17)[0];
        Assert.Equal(run.Parameters, run.NonEmbeddingParameters + (17 * 8));
        Assert.Equal(768 + (3 * 8), run.NonEmbeddingParameters); // 12·C² of one block, and the gains of three norms
    }

    [Fact]
    public void ASizesOwnLearningRateStandsAboveTheRule()
    {
        var plan = SweepPlans.Tiny with { LearningRateRule = new() { At = 16, Exponent = -1 } };
        var runs = plan.Expand(17);
        Assert.Equal(0.006, runs[0].Options.LearningRate, 12); // half as wide as 16
        Assert.Equal(0.001, runs[4].Options.LearningRate, 12);
    }

    [Fact]
    public void RecipesAreAnAxisOfTheirOwn()
    {
        var plan = SweepPlans.Tiny with
        {
            Recipes = [new() { Name = "cosine" }, new() { Name = "flat", Training = new JsonObject { ["final_learning_rate_fraction"] = 1.0 } }],
            Seeds = [1],
        };
        var runs = plan.Expand(17);
        Assert.Equal(8, runs.Count);
        Assert.Equal(("1x8_flat_tokens-320_s1", 1.0), (runs[2].Id, runs[2].Options.FinalLearningRateFraction));
        Assert.Contains(KeyValuePair.Create("final_learning_rate_fraction", "0.1"), runs[0].Settings);
    }

    [Fact]
    public void APlanReadsWhatItWrote()
    {
        var plan = SweepPlans.Tiny with { LearningRateRule = new() { At = 16, Exponent = -1, By = LearningRateMeasure.Parameters } };
        Assert.Empty(plan.DifferencesTo(SweepPlan.FromJson(plan.ToJson())));
    }

    [Theory]
    [InlineData("\"seeds\"", "\"seds\"", "There is no setting 'seds'. Did you mean 'seeds'?")]
    [InlineData("\"learning_rate\": 0.003", "\"learning_rat\": 0.003", "There is no setting 'learning_rat' in training. Did you mean 'learning_rate'?")]
    [InlineData("{ \"embedding_size\"", "{ \"embeding_size\"", "There is no setting 'embeding_size' in sizes[1].model. Did you mean 'embedding_size'?")]
    [InlineData("{ \"tokens\"", "{ \"token\"", "There is no setting 'token' in budgets. Did you mean 'tokens'?")]
    [InlineData("\"batch_size\"", "\"steps\": 5, \"batch_size\"", "There is no setting 'steps' in training.")]
    [InlineData("[320, 640]", "[]", "The plan has no budgets;")]
    [InlineData("[42, 43]", "[42, 42]", "The plan's seeds must be at least one, each once.")]
    [InlineData("\"evaluations\": 3", "\"evaluations\": 0", "evaluations (0) must be at least 1.")]
    [InlineData("\"evaluations\": 3", "\"evaluations\": \"three\"", "The plan cannot be read: The JSON value could not be converted to System.Int32. Path: $.evaluations")]
    [InlineData("\"evaluations\": 3", "\"seeds\": [1]", "The plan cannot be read: ")]
    [InlineData("\"training\": { \"batch_size\"", "\"training\": [ \"batch_size\"", "The plan cannot be read: ")]
    public void WhatCannotBeReadIsTold(string right, string wrong, string message)
    {
        var problem = Assert.Throws<ArgumentException>(() => SweepPlan.FromJson(SweepPlans.TinyJson.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[320, 640]", "[320, 3]", "The training 1x8_tokens-3_s42 cannot be done: its budget is 3 tokens, and one step takes 32.")]
    [InlineData("[320, 640]", "[320, 320]", "Two trainings would be called 1x8_tokens-320_s42; give each size and recipe a \"name\" of its own, and name no budget twice.")]
    [InlineData("\"warmup_share\": 0.1", "\"warmup_share\": 1.5", "The training 1x8_tokens-320_s42 cannot be done: its warmup_share (1.5) must be between 0 and 1.")]
    [InlineData("\"warmup_share\": 0.1", "\"warmup_steps\": 10", "The training 1x8_tokens-320_s42 cannot be done: its warm-up of 10 steps leaves nothing of its 10; make it shorter, or give warmup_share.")]
    [InlineData("\"name\": \"wide\"", "\"name\": \"../wide\"", "The training ../wide_tokens-320_s42 cannot be done: the names of sizes and recipes are made of letters, digits, points and hyphens.")]
    [InlineData("\"heads\": 2", "\"heads\": 3", "EmbeddingSize (8) must be a multiple of Heads (3).")]
    [InlineData("\"heads\": 2", "\"heads\": 2, \"vocabulary_size\": 5", "The model's vocabulary_size is 5, but the data have 17 tokens; leave it out, and it follows from the data.")]
    public void WhatMakesNoSenseIsTold(string right, string wrong, string message)
    {
        var plan = SweepPlan.FromJson(SweepPlans.TinyJson.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => plan.Expand(17)).Message);
    }

    [Theory]
    [InlineData("3/2")]
    [InlineData("0/2")]
    [InlineData("2")]
    [InlineData("one/two")]
    public void WhatIsNoPartOfAWholeIsTold(string text) => Assert.Equal(
        $"'{text}' is no part of a sweep; the second of three parts is 2/3, and the first number is never above the second.",
        Assert.Throws<ArgumentException>(() => SweepShard.Parse(text)).Message);

    [Fact]
    public void ThePartsOfASweepAreTheWhole()
    {
        var runs = SweepPlans.Tiny.Expand(17);
        Assert.Equal(runs, Enumerable.Range(1, 3).SelectMany(i => runs.Where(new SweepShard(i, 3).Holds)).OrderBy(run => run.Index));
    }
}
