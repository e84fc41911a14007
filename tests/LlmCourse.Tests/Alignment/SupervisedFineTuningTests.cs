using LlmCourse.Alignment;
using LlmCourse.Model;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class SupervisedFineTuningTests
{
    private static readonly TrainingOptions Options = new() { Steps = 60, BatchSize = 4, SequenceLength = 5, LearningRate = 1e-2, WarmupSteps = 0, WeightDecay = 0, EvaluateEvery = 5 };

    [Fact]
    public void AFewConversationsAreLearntByHeart()
    {
        using var model = new Gpt(TestModels.Tiny);
        var some = Conversations(4, seed: 1);
        Assert.True(ResponseAccuracy.Share(model, some) < 0.3);
        using var tuning = new SupervisedFineTuning(model, new InstructionBatches(some, 4), null, Options);
        Assert.Equal(60, tuning.Run().Count());
        Assert.Equal(1, ResponseAccuracy.Share(model, some));
    }

    [Fact]
    public void WhoStopsEarlyHasTheBestWeightsAgain()
    {
        using var model = new Gpt(TestModels.Tiny);
        var validation = Conversations(20, seed: 2); // of random answers: what is learnt by heart helps with none of them
        using var tuning = new SupervisedFineTuning(model, new InstructionBatches(Conversations(4, seed: 1), 4), validation, Options with { Steps = 1000, Patience = 3 });
        var losses = tuning.Run().Where(step => step.ValidationLoss is not null).Select(step => (step.Step, Loss: step.ValidationLoss!.Value)).ToList();
        Assert.True(tuning.StoppedEarly);
        Assert.Equal(losses.MinBy(l => l.Loss).Step, tuning.BestStep);
        Assert.Equal(losses[^1].Step, tuning.BestStep + (3 * 5));
        Assert.True(losses[^1].Loss > tuning.BestLoss);
        Assert.Equal(tuning.BestLoss!.Value, MeanLoss.Measure(model, InstructionBatches.InOrder(validation)), 1e-6);
    }

    [Fact]
    public void FrozenWeightsStayWhileAdaptersLearn()
    {
        using var basis = new Gpt(TestModels.Modern);
        using var adapted = Lora.Attach(basis, new LoraOptions { Rank = 4 });
        var some = Conversations(4, seed: 1);
        using (var tuning = new SupervisedFineTuning(adapted, new InstructionBatches(some, 4), null, Options with { WeightDecay = 0.1 }))
        {
            var losses = tuning.Run().Select(step => step.Loss).ToList();
            Assert.True(losses[^1] < losses[0]); // a little only: the head of this model is small, random and frozen
        }

        var before = basis.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.All(adapted.named_parameters().Where(p => !p.name.Contains(".lora", StringComparison.Ordinal)),
            p => Assert.Equal(before[p.name].data<float>().ToArray(), p.parameter.data<float>().ToArray()));
    }

    private static ChatTokens[] Conversations(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new ChatTokens([.. Enumerable.Range(0, 6).Select(_ => random.Next(17))], [false, false, false, true, true, true]))];
    }
}
