using LlmCourse.Alignment;
using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Alignment;

public class ElasticWeightsTests
{
    private const float Score = 0.4f; // the one weight of the coin model: the logit of heads against tails

    [Fact]
    public void TheFisherInformationOfACoinIsWhatOneComputesByHand()
    {
        using var coin = new CoinModel(Score);
        var p = 1 / (1 + Math.Exp(-Score)); // d log p(heads) / d score = 1 - p, d log p(tails) / d score = -p
        using var springs = ElasticWeights.Hold(coin, [Throw(1), Throw(1), Throw(0), Throw(LanguageModel.NoTarget)], strength: 1, seed: null);
        Assert.Equal(((2 * (1 - p) * (1 - p)) + (p * p)) / 3, springs.FisherOf("score").item<float>(), 1e-6);
    }

    [Fact]
    public void WithTheModelsOwnAnswersItComesToTheCurvature()
    {
        using var coin = new CoinModel(Score);
        var p = 1 / (1 + Math.Exp(-Score));
        using var springs = ElasticWeights.Hold(coin, Enumerable.Range(0, 2000).Select(_ => Throw(1)), strength: 1, seed: 5);
        Assert.Equal(p * (1 - p), springs.FisherOf("score").item<float>(), 0.02); // whatever the right answers are
    }

    [Fact]
    public void TheSpringsPullTowardsTheOldWeightsAndCostTheirSquare()
    {
        using var coin = new CoinModel(Score);
        using var springs = ElasticWeights.Hold(coin, [Throw(1)], strength: 10, seed: null);
        var fisher = springs.FisherOf("score").item<float>();
        using (no_grad())
        {
            coin.Score.add_(0.5f);
        }

        Assert.Equal(10.0 / 2 * fisher * 0.25, springs.Loss(), 1e-6);
        coin.Score.grad = ones(1);
        springs.AddGradients();
        Assert.Equal(1 + (10 * fisher * 0.5), coin.Score.grad.item<float>(), 1e-6);
    }

    [Fact]
    public void StrongSpringsKeepTheWeightsThatMatter()
    {
        double Moved(double strength)
        {
            using var coin = new CoinModel(Score);
            using var springs = ElasticWeights.Hold(coin, [Throw(1), Throw(0)], strength, seed: null);
            var always = new InstructionBatches([new ChatTokens([0, 0], [false, true])], batchSize: 1);
            using var trainer = new Trainer(coin, always, null, new TrainingOptions { Steps = 200, BatchSize = 1, SequenceLength = 1, LearningRate = 0.05, WarmupSteps = 0, WeightDecay = 0 }) { Penalty = springs };
            Assert.Equal(200, trainer.Run().Count());
            return Math.Abs(coin.Score.item<float>() - Score);
        }

        Assert.True(Moved(0) > 5 * Moved(20));
    }

    [Fact]
    public void SpringsOfAnotherModelAreNoticed()
    {
        using var held = new CoinModel(Score);
        using var copy = new CoinModel(Score);
        using var springs = ElasticWeights.Hold(held, [Throw(1)], 1);
        var batches = new InstructionBatches([new ChatTokens([0, 0], [false, true])], batchSize: 1);
        using var trainer = new Trainer(copy, batches, null, new TrainingOptions { Steps = 1, BatchSize = 1, SequenceLength = 1 }) { Penalty = springs };
        Assert.Contains("another model", Assert.Throws<InvalidOperationException>(() => trainer.Run().Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeMeasuredIsRefused()
    {
        using var coin = new CoinModel(Score);
        Assert.Throws<ArgumentException>(() => ElasticWeights.Hold(coin, [], 1));
        Assert.Throws<ArgumentException>(() => ElasticWeights.Hold(coin, [Throw(1)], -1));
        Assert.Throws<ArgumentException>(() => ElasticWeights.Hold(coin, [new Batch(zeros(2, 1, dtype: int64), zeros(2, 1, dtype: int64))], 1));
        using var springs = ElasticWeights.Hold(coin, [Throw(1)], 1);
        Assert.Throws<ArgumentException>(() => springs.FisherOf("head.weight"));
    }

    private static Batch Throw(long side) => new(zeros(1, 1, dtype: int64), tensor(new[] { side }, [1, 1]));
}
