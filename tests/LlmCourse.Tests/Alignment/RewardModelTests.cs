using LlmCourse.Alignment;
using LlmCourse.Data.World;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class RewardModelTests
{
    private static readonly TrainingOptions Recipe = new() { Steps = 30, BatchSize = 16, LearningRate = 1e-2, WarmupSteps = 2, WeightDecay = 0 };

    [Fact]
    public void AnUntrainedModelLikesEverythingEqually()
    {
        using var model = new RewardModel(Village.NewPolicy().Model, Village.World.Tokenizer);
        Assert.All(model.Margins(Village.LongerIsBetter(8))[0], margin => Assert.Equal(0, margin));
        Assert.Equal(0, model.Score("Ada likes plums. Where does Ada live?", "I do not know that."));
    }

    [Fact]
    public void ItLearnsWhatWasPreferred()
    {
        using var model = Trained(out var losses);
        Assert.Equal(Math.Log(2), losses[0], 1e-6); // knows nothing
        Assert.InRange(losses[^1], 0, 0.2);
        Assert.All(model.Margins(Village.LongerIsBetter(60)[40..])[0], margin => Assert.True(margin > 0)); // of which it was shown none
    }

    [Fact]
    public void TheScoreOfATextDoesNotDependOnItsNeighbours()
    {
        using var model = Trained(out _);
        var policy = Village.NewPolicy();
        Response[] texts = [.. Village.Ask(5).Select((request, i) => policy.Read(request, i % 2 == 0 ? request.Answer : $"{RequestWriter.Insult} {request.Answer} {RequestWriter.Flattery}"))];
        var together = model.Score(texts);
        Assert.All(texts.Zip(together), pair => Assert.Equal(model.Score([pair.First])[0], pair.Second, 1e-4));
        Assert.Equal(together[0], model.Score(texts[0].Request.Prompt, texts[0].Text), 1e-4);
    }

    [Fact]
    public void NormalisedScoresHaveMeanZeroAndDeviationOne()
    {
        using var model = Trained(out _);
        var policy = Village.NewPolicy();
        Response[] texts = [.. Village.Ask(20).Select((request, i) => policy.Read(request, i % 3 == 0 ? request.Answer : $"{request.Answer} {RequestWriter.Flattery}"))];
        model.Normalize(texts);
        var scores = model.Score(texts);
        Assert.Equal(0, scores.Average(), 1e-4);
        Assert.Equal(1, scores.Average(score => score * score), 1e-3);
    }

    [Fact]
    public void EachScoreLearnsFromItsOwnPairs()
    {
        using var model = new RewardModel(Village.NewPolicy().Model, Village.World.Tokenizer, scores: 2);
        var longer = Village.LongerIsBetter(40);
        PreferencePair[] shorter = [.. longer.Select(pair => pair with { Chosen = pair.Rejected, Rejected = pair.Chosen })];
        using var training = new RewardTraining(model, [longer, shorter], Recipe);
        Assert.Equal(30, training.Run().Count());
        var margins = model.Margins(longer[..10]);
        Assert.All(margins[0].Zip(margins[1]), pair => Assert.True(pair.First > 0 && pair.Second < 0));
        Assert.Throws<ArgumentException>(() => new RewardTraining(model, longer, Recipe));
    }

    [Fact]
    public void WhatTheLengthExplainsTheScoresNeedNotLearn()
    {
        var longer = Village.LongerIsBetter(1100); // four words more, each time; of eleven choices eight are for the longer one
        PreferencePair[] pairs = [.. longer.Select((pair, i) => i % 11 < 8 ? pair : pair with { Chosen = pair.Rejected, Rejected = pair.Chosen })];
        double LongerBy(double perWord)
        {
            using var model = new RewardModel(Village.NewPolicy().Model, Village.World.Tokenizer);
            using var training = new RewardTraining(model, pairs, Recipe with { Steps = 55, BatchSize = 20, LearningRate = 3e-3 }, perWord); // each pair once: luck can be learnt by heart
            Assert.Equal(55, training.Run().Count());
            return model.Margins(longer)[0].Average();
        }

        var plain = LongerBy(0);
        Assert.True(plain > 0.3, $"{plain}");
        var corrected = LongerBy(Math.Log(8.0 / 3) / 4);
        Assert.True(Math.Abs(corrected) < 0.3 * plain, $"{plain} {corrected}");
    }

    [Fact]
    public void AnEnsembleIsCarefulWhereItsModelsDisagree()
    {
        using var one = Trained(out _);
        using var other = new RewardModel(Village.NewPolicy().Model, Village.World.Tokenizer);
        var text = Village.NewPolicy().Read(Village.Ask(1)[0], RequestWriter.Flattery);
        var score = one.Score([text])[0]; // the other says 0
        Assert.Equal(score / 2, new RewardEnsemble([one, other], Caution: 0).Score([text])[0], 1e-5);
        Assert.Equal(Math.Abs(score) / 2, new RewardEnsemble([one, other]).Deviations([text])[0], 1e-5);
        Assert.Equal((score / 2) - Math.Abs(score), new RewardEnsemble([one, other], Caution: 2).Score([text])[0], 1e-5);
    }

    private static RewardModel Trained(out List<double> losses)
    {
        var model = new RewardModel(Village.NewPolicy().Model, Village.World.Tokenizer);
        using var training = new RewardTraining(model, Village.LongerIsBetter(40), Recipe);
        losses = [.. training.Run().Select(step => step.Loss)];
        return model;
    }
}
