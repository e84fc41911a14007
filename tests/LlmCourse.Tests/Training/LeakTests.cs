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
        using var model = new Gpt(TestModels.Tiny);
        using var data = TrainerTests.Data(2000);
        using var trainer = new Trainer(model, data, data.Slice(0, 200), new TrainingOptions { Steps = 1000, BatchSize = 4, MuonLearningRate = 0.01, EvaluateEvery = 250 });
        using var steps = trainer.Run().GetEnumerator();
        for (var i = 0; i < 100; i++)
        {
            steps.MoveNext();
        }

        var tensors = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        var memory = TestMemory.Resident();
        while (steps.MoveNext())
        {
        }

        Assert.Equal(tensors, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        if (memory is { } resident)
        {
            Assert.InRange(TestMemory.Resident()!.Value / resident, 0.5, 1.02);
        }
    }
}
