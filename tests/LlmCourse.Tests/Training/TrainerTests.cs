using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Training;

/// <summary>Dropout draws from libtorch's one generator for the whole process, so nothing else may draw from it meanwhile.</summary>
[CollectionDefinition(nameof(TrainerTests), DisableParallelization = true)]
[Collection(nameof(TrainerTests))]
public class TrainerTests
{
    private static readonly TrainingOptions FewSteps = new()
    {
        Steps = 30,
        BatchSize = 4,
        WarmupSteps = 5,
        LearningRate = 3e-3,
    };

    [Theory]
    [InlineData(null)]
    [InlineData(0.02)]
    public void OneBatchCanBeOverfitted(double? muonLearningRate)
    {
        using var model = new Gpt(TestModels.Modern);
        using var data = Data(13); // one window of 12 tokens and its target, and no other
        using var trainer = new Trainer(model, data, null, FewSteps with { Steps = 150, LearningRate = 1e-2, MuonLearningRate = muonLearningRate, WeightDecay = 0 });
        Assert.True(trainer.Run().Last().Loss < 0.05);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.02)]
    public void TheFastTrainingFollowsThePlainOne(double? muonLearningRate)
    {
        using var data = Data(2000);
        var config = TestModels.Tiny with { Positions = PositionKind.Rotary, TokenShift = 0.5 };
        var options = FewSteps with { Steps = 50, MuonLearningRate = muonLearningRate, AccumulationSteps = 2 };
        double[][] losses = [.. new[] { true, false }.Select(fast =>
        {
            using var model = new Gpt(config) { UseFastKernels = fast };
            using var trainer = new Trainer(model, data, data.Slice(0, 500), options);
            return trainer.Run().SelectMany(step => new[] { step.Loss, step.GradientNorm, step.ValidationLoss ?? 0 }).ToArray();
        })];
        foreach (var (fast, plain) in losses[0].Zip(losses[1]))
        {
            Assert.Equal(plain, fast, 1e-4 * Math.Max(1, plain));
        }
    }

    [Fact]
    public void TheSameSeedGivesTheSameLosses()
    {
        Assert.Equal(LossesOf(TestModels.Tiny, FewSteps), LossesOf(TestModels.Tiny, FewSteps));
        Assert.NotEqual(LossesOf(TestModels.Tiny, FewSteps), LossesOf(TestModels.Tiny, FewSteps with { Seed = 1 }));
    }

    [Fact]
    public void DropoutIsSeededToo()
    {
        var config = TestModels.Tiny with { Dropout = 0.3 };
        Assert.Equal(LossesOf(config, FewSteps), LossesOf(config, FewSteps));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(29)]
    public void AResumedTrainingEndsWithTheWeightsOfAnUnbrokenOne(int interruptedAfter)
    {
        var config = TestModels.Modern with { Dropout = 0.1 };
        var options = FewSteps with { MuonLearningRate = 0.02, CheckpointEvery = 1, EvaluateEvery = 7, Sampling = SamplingMode.ShuffledEpochs };
        using var folder = new TemporaryFolder();
        var unbroken = Weights(config, options with { CheckpointPath = folder["unbroken.safetensors"] }, int.MaxValue);
        var broken = options with { CheckpointPath = folder["broken.safetensors"] };
        Weights(config, broken, interruptedAfter);
        Assert.Equal(unbroken, Weights(config, broken, int.MaxValue));
    }

    [Fact]
    public void ACheckpointThatCouldNotBeWrittenIsKnownBeforeTheFirstStep()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["taken"], "a file where the folder should be");
        var path = folder[Path.Combine("taken", "model.safetensors")];
        using var model = new Gpt(TestModels.Tiny);
        using var trainer = new Trainer(model, Data(200), null, FewSteps with { CheckpointPath = path });
        var problem = Assert.Throws<IOException>(() => trainer.Run().First());
        Assert.StartsWith($"{path} cannot be written: ", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, trainer.Step);
    }

    [Fact]
    public void ResumingWithAnotherRecipeIsRefused()
    {
        using var folder = new TemporaryFolder();
        var options = FewSteps with { Steps = 2, CheckpointPath = folder["model.safetensors"] };
        Weights(TestModels.Tiny, options, int.MaxValue);
        var problem = Assert.Throws<ArgumentException>(() => Weights(TestModels.Tiny, options with { LearningRate = 0.5 }, 1));
        Assert.Equal(
            $"{options.CheckpointPath} belongs to another training (its LearningRate is {FewSteps.LearningRate}, the one given 0.5); delete it to start anew, or choose another CheckpointPath.",
            problem.Message);
    }

    [Fact]
    public void TheValidationLossIsTheMeanOverEveryTokenOfThePart()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny);
        model.eval();
        using var data = Data(101); // 100 predictions: eight windows of 12 and one of 4
        var (sum, position) = (0.0, 0L);
        while (position < 100)
        {
            var length = (int)Math.Min(12, 100 - position);
            var buffer = new long[length + 1];
            data.CopyTo(position, buffer);
            sum += length * model.Loss(tensor(buffer[..length]).unsqueeze(0), tensor(buffer[1..]).unsqueeze(0)).item<float>();
            position += length;
        }

        Assert.Equal(sum / 100, MeanLoss.Measure(model, data, 12, batchSize: 3), 1e-5);
    }

    [Fact]
    public void TrainingStopsEarlyWhenValidationNoLongerImproves()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var train = Data(40);
        using var other = Data(200, seed: 99); // random data: what is learnt by heart does not help here
        using var trainer = new Trainer(model, train, other, FewSteps with { Steps = 1000, LearningRate = 1e-2, EvaluateEvery = 10, Patience = 3 });
        var steps = trainer.Run().ToList();
        Assert.True(trainer.StoppedEarly);
        Assert.InRange(steps.Count, 31, 999);
    }

    [Fact]
    public void AccumulatedBatchesGiveTheGradientOfOneLargeBatch()
    {
        static double FirstNorm(int batch, int accumulation)
        {
            using var model = new Gpt(TestModels.Tiny);
            using var data = Data(13);
            using var trainer = new Trainer(model, data, null, FewSteps with { BatchSize = batch, AccumulationSteps = accumulation });
            return trainer.Run().First().GradientNorm;
        }

        Assert.Equal(FirstNorm(6, 1), FirstNorm(2, 3), 1e-4);
    }

    [Fact]
    public void ATrainingThatCannotFitIntoMemoryIsRefusedBeforeItStarts()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var data = Data(2000);
        var problem = Assert.Throws<InsufficientMemoryException>(() => new Trainer(model, data, null, FewSteps with { BatchSize = 1_000_000_000 }));
        Assert.Matches(
            @"^Training 6,688 parameters on batches of 1000000000 x 12 tokens needs about 54,672\.0 GB of memory, but this machine has [\d.,]+ GB; make the batch, the context or the model smaller\.$",
            problem.Message);
    }

    [Fact]
    public void AnImpossibleOptionIsRefusedByName()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var data = Data(100);
        var problem = Assert.Throws<ArgumentException>(() => new Trainer(model, data, null, FewSteps with { LearningRate = -1 }));
        Assert.Equal("LearningRate (-1) must be above 0.", problem.Message);
    }

    internal static TokenDataset Data(int length, int seed = 5)
    {
        var random = new SeededRandom(seed);
        return TokenDataset.FromIds(Enumerable.Range(0, length).Select(_ => random.NextInt32(17)).ToArray(), 17);
    }

    private static double[] LossesOf(GptConfig config, TrainingOptions options)
    {
        using var model = new Gpt(config);
        using var data = Data(500);
        using var trainer = new Trainer(model, data, null, options);
        return [.. trainer.Run().Select(step => step.Loss)];
    }

    private static float[] Weights(GptConfig config, TrainingOptions options, int steps)
    {
        using var data = Data(500);
        using var validation = Data(60, seed: 6);
        using var trainer = Trainer.StartOrResume(config, data, validation, options);
        using var model = trainer.Model;
        foreach (var _ in trainer.Run().Take(steps))
        {
        }

        return [.. model.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray())];
    }
}
