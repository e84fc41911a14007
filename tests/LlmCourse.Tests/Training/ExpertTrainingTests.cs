using LlmCourse.Data;
using LlmCourse.Interpretation;
using LlmCourse.Model;
using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Training;

[Collection(nameof(TrainerTests))] // noisy gating draws from libtorch's one generator
public class ExpertTrainingTests
{
    private static readonly GptConfig Config = TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Active = 2 } };

    private static readonly TrainingOptions Options = new() { Steps = 30, BatchSize = 4, WarmupSteps = 5, LearningRate = 0.01, CheckpointEvery = 10 };

    [Theory]
    [InlineData(null)]
    [InlineData(0.02)]
    public void EveryDispatchTrainsToTheSameLoss(double? muon)
    {
        using var data = TrainerTests.Data(2000);
        double[] Losses(ExpertDispatch dispatch, bool fast)
        {
            using var model = new Gpt(Config with { Experts = Config.Experts! with { Dispatch = dispatch } }) { UseFastKernels = fast };
            using var trainer = new Trainer(model, data, null, Options with { MuonLearningRate = muon });
            return [.. trainer.Run().Select(step => step.Loss)];
        }

        var (loop, batched) = (Losses(ExpertDispatch.Loop, false), Losses(ExpertDispatch.Batched, true));
        Assert.All(loop.Zip(batched), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
    }

    [Fact]
    public void TheAuxiliaryLossReachesTheRouterButNotTheReport()
    {
        using var data = TrainerTests.Data(2000);
        using var model = new Gpt(Config with { Experts = Config.Experts! with { BalanceLossWeight = 1000 } });
        using var trainer = new Trainer(model, data, null, Options with { Steps = 1 });
        var step = trainer.Run().Single();
        Assert.InRange(step.Loss, 2, 4); // near ln 17: the thousand of the balance loss is not in it
        Assert.True(model.AuxiliaryLoss()!.item<float>() > 1900); // but it was in the gradient
        Assert.True(step.GradientNorm > 5, $"The gradient's length is {step.GradientNorm}.");
    }

    [Theory]
    [InlineData(ExpertBalancing.Loss)]
    [InlineData(ExpertBalancing.Bias)]
    public void BalancingLevelsTheLoad(ExpertBalancing balancing)
    {
        using var data = TrainerTests.Data(2000);
        var lopsided = Entropy(ExpertBalancing.None);
        Assert.True(Entropy(balancing) > lopsided + 0.02, $"{Entropy(balancing)} against {lopsided}");

        double Entropy(ExpertBalancing kind)
        {
            using var model = new Gpt(Config with { Experts = new ExpertOptions { Count = 4, Balancing = kind, BalanceLossWeight = 0.1, BiasRate = 0.01 } });
            using (no_grad())
            {
                foreach (var (_, router) in model.named_parameters().Where(p => p.name.Contains("router", StringComparison.Ordinal)))
                {
                    router.mul_(20); // a router with strong opinions
                }
            }

            using var trainer = new Trainer(model, data, null, Options with { Steps = 60 });
            _ = trainer.Run().Last();
            using var batch = new BatchSampler(data, 16, 12, 3).Next();
            return RoutingRecord.Of(model, batch.Inputs).Average(record => record.LoadEntropy);
        }
    }

    [Fact]
    public void AResumedTrainingKnowsTheSelectionBias()
    {
        using var data = TrainerTests.Data(2000);
        using var folder = new TemporaryFolder();
        var config = Config with { Experts = new ExpertOptions { Count = 4, Balancing = ExpertBalancing.Bias, NoisyGating = true } };
        float[] Train(string name, params int[] pieces)
        {
            var options = Options with { CheckpointPath = Path.Combine(folder.Path, name) };
            foreach (var steps in pieces)
            {
                using var trainer = Trainer.StartOrResume(config, data, null, options);
                using (trainer.Model)
                {
                    foreach (var _ in trainer.Run().Take(steps))
                    {
                    }
                }
            }

            using var model = (Gpt)Checkpoint.LoadModel(options.CheckpointPath);
            Assert.Contains(model.Mixtures, mixture => mixture.SelectionBias!.data<float>().Any(bias => bias != 0));
            return [.. model.parameters().SelectMany(p => p.data<float>().ToArray()), .. model.Mixtures.SelectMany(mixture => mixture.SelectionBias!.data<float>().ToArray())];
        }

        Assert.Equal(Train("whole.safetensors", 30), Train("broken.safetensors", 17, 30));
    }

    [Fact]
    public void TheEstimateCountsAllWeightsButOnlyActiveActivations()
    {
        var wide = GptConfig.ShakespeareChar with { Experts = new ExpertOptions { Count = 8, Active = 1 } };
        var wider = wide with { Experts = wide.Experts! with { Count = 16 } };
        Assert.Equal(16 * (wider.ParameterCount - wide.ParameterCount), MemoryEstimate.TrainingBytes(wider, 8, 64) - MemoryEstimate.TrainingBytes(wide, 8, 64));
        var busier = wide with { Experts = wide.Experts! with { Active = 2 } };
        Assert.True(MemoryEstimate.TrainingBytes(busier, 8, 64) > MemoryEstimate.TrainingBytes(wide, 8, 64));
    }
}
