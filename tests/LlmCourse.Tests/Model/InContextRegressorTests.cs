using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

public class InContextRegressorTests
{
    private static readonly GptConfig Config = TestModels.Tiny with { VocabularySize = 1, ContextLength = 8 };

    [Fact]
    public void APredictionDependsOnItsOwnPointAndTheExamplesBeforeItAlone()
    {
        using var scope = NewDisposeScope();
        using var model = new InContextRegressor(Config, dimension: 3);
        var (points, values) = new LinearFunctions { Dimension = 3, Examples = 8 }.Draw(2, new SeededRandom(1));
        var before = model.call(points, values).detach();
        Assert.Equal([2L, 8L], before.shape);
        var changedValues = values.clone();
        changedValues[.., 4] += 1;
        var afterValue = model.call(points, changedValues).detach();
        Assert.True(before[.., ..5].allclose(afterValue[.., ..5], 0, 1e-6)); // its own value is not among what it knows
        Assert.NotEqual(before[0, 5].item<float>(), afterValue[0, 5].item<float>());
        var changedPoints = points.clone();
        changedPoints[.., 4] += 1;
        var afterPoint = model.call(changedPoints, values).detach();
        Assert.True(before[.., ..4].allclose(afterPoint[.., ..4], 0, 1e-6));
        Assert.NotEqual(before[0, 4].item<float>(), afterPoint[0, 4].item<float>());
    }

    [Fact]
    public void ItLearnsToUseTheExamples()
    {
        using var model = new InContextRegressor(Config with { EmbeddingSize = 32 }, dimension: 1);
        var options = new TrainingOptions { Steps = 150, BatchSize = 32, LearningRate = 1e-2, WarmupSteps = 10, WeightDecay = 0 };
        using var optimizer = new AdamW(model.named_parameters().Select(p => (p.name, p.parameter)), options);
        var (task, random, losses) = (new LinearFunctions { Dimension = 1, Examples = 8 }, new SeededRandom(1), new List<double>());
        for (var step = 0; step < options.Steps; step++)
        {
            using var scope = NewDisposeScope();
            var (points, values) = task.Draw(options.BatchSize, random);
            model.zero_grad();
            var loss = (model.call(points, values) - values)[.., 4..].square().mean();
            loss.backward();
            optimizer.Step(LearningRateSchedule.FactorAt(step, options), step + 1);
            losses.Add(loss.item<float>());
        }

        Assert.True(losses.TakeLast(10).Average() < 0.5 * losses.Take(10).Average(), $"The error went from {losses.Take(10).Average():F2} to {losses.TakeLast(10).Average():F2} only.");
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("VocabularySize is 17", Assert.Throws<ArgumentException>(() => new InContextRegressor(TestModels.Tiny, 3)).Message, StringComparison.Ordinal);
        using var model = new InContextRegressor(Config, 3);
        Assert.Throws<ArgumentException>(() => model.call(zeros(1, 9, 3), zeros(1, 9)));
        Assert.Equal("4 points of 2 numbers were given, but the model reads points of 3, and at most 8 of them.", Assert.Throws<ArgumentException>(() => model.call(zeros(1, 4, 2), zeros(1, 4))).Message);
    }
}
