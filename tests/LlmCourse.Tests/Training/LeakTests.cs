using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Training;
using TorchSharp;
using Xunit;

namespace LlmCourse.Tests.Training;

/// <summary>Measures the memory of the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public class LeakTests
{
    [Fact]
    public void AThousandStepsLeakNoTensorAndNoMemory()
    {
        using var data = TrainerTests.Data(2000);
        Train(data, steps: 3000); // the runtime compiles its hot code and settles its heap once; that is no leak
        var (before, after) = Train(data, steps: 1000);
        Assert.Equal(before.Tensors, after.Tensors);
        if (before.Resident is { } resident)
        {
            Assert.InRange(after.Resident!.Value / resident, 0.5, 1.02);
        }
    }

    private static ((long Tensors, double? Resident) AfterHundred, (long Tensors, double? Resident) AtEnd) Train(TokenDataset data, int steps)
    {
        using var model = new Gpt(TestModels.Tiny);
        using var trainer = new Trainer(model, data, data.Slice(0, 200), new TrainingOptions { Steps = steps, BatchSize = 4, MuonLearningRate = 0.01, EvaluateEvery = 250 });
        var afterHundred = Measure();
        foreach (var step in trainer.Run())
        {
            afterHundred = step.Step == 100 ? Measure() : afterHundred;
        }

        return (afterHundred, Measure());
    }

    private static (long Tensors, double? Resident) Measure() =>
        (DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount, TestMemory.Resident());
}
