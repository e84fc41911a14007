using LlmCourse.Model;
using LlmCourse.Training;
using TorchSharp;
using Xunit;

namespace LlmCourse.Tests.Training;

/// <summary>Measures the memory of the whole process, so nothing else may run beside it.</summary>
[Collection(nameof(LeakTests))]
public class ExpertMemoryTests
{
    [SkippableFact]
    public void EveryParameterIsInMemoryHoweverFewAreActive()
    {
        var config = GptConfig.ShakespeareChar with { Experts = new ExpertOptions { Count = 64, Active = 1, Size = 1024 } };
        Assert.True(config.ParameterCount > 25 * config.ActiveParameterCount);
        using (new Gpt(GptConfig.ShakespeareChar))
        {
            // The first model loads what all of them need.
        }

        var before = TestMemory.Resident();
        Skip.If(before is null, "Only Linux tells the memory exactly.");
        using var model = new Gpt(config);
        Assert.InRange((TestMemory.Resident()!.Value - before.Value) / (4.0 * config.ParameterCount), 0.95, 1.05);
    }

    [Fact]
    public void HundredsOfStepsWithExpertsLeakNoTensorAndNoMemory()
    {
        using var data = TrainerTests.Data(2000);
        Train(750);
        var (before, after) = Train(750);
        Assert.Equal(before.Tensors, after.Tensors);
        if (before.Resident is { } resident)
        {
            Assert.InRange(after.Resident!.Value / resident, 0.5, 1.02);
        }

        ((long Tensors, double? Resident) Early, (long Tensors, double? Resident) AtEnd) Train(int steps)
        {
            using var model = new Gpt(TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Active = 2, Balancing = ExpertBalancing.Bias, RouterZLossWeight = 0.001 } });
            using var trainer = new Trainer(model, data, data.Slice(0, 200), new TrainingOptions { Steps = steps, BatchSize = 4, MuonLearningRate = 0.01, EvaluateEvery = 250 });
            var early = Measure();
            foreach (var step in trainer.Run())
            {
                early = step.Step == 250 ? Measure() : early;
            }

            return (early, Measure());
        }
    }

    private static (long Tensors, double? Resident) Measure() =>
        (DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, TestMemory.Resident());
}
