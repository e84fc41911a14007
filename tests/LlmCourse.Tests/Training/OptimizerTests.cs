using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Training;

public class OptimizerTests
{
    private static readonly TrainingOptions Options = new() { Steps = 10, BatchSize = 1, LearningRate = 0.01, WeightDecay = 0.1, MuonLearningRate = 0.1 };

    [Fact]
    public void TheFastAdamWEqualsTorchsOwn()
    {
        using var scope = NewDisposeScope();
        var ours = nn.Parameter(randn(7, 13, generator: new Generator(1)));
        var theirs = nn.Parameter(ours.detach().clone());
        var reference = optim.AdamW([theirs], Options.LearningRate, Options.Beta1, Options.Beta2, weight_decay: Options.WeightDecay);
        using var optimizer = new AdamW([("w", ours)], Options);
        using var generator = new Generator(2);
        for (var step = 1; step <= 50; step++)
        {
            ours.grad = randn(7, 13, generator: generator);
            theirs.grad = ours.grad.clone();
            optimizer.Step(1, step);
            reference.step();
        }

        Assert.True(ours.allclose(theirs, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void ThePlainAdamWEqualsTheFastOne()
    {
        using var scope = NewDisposeScope();
        var fast = nn.Parameter(randn(7, 13, generator: new Generator(1)));
        var plain = nn.Parameter(fast.detach().T.contiguous().T); // not contiguous: takes the plain path
        using var fastOptimizer = new AdamW([("w", fast)], Options);
        using var plainOptimizer = new AdamW([("w", plain)], Options);
        using var generator = new Generator(2);
        for (var step = 1; step <= 50; step++)
        {
            fast.grad = randn(7, 13, generator: generator);
            plain.grad = fast.grad.T.contiguous().T;
            fastOptimizer.Step(0.5, step);
            plainOptimizer.Step(0.5, step);
        }

        Assert.True(fast.allclose(plain, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void GainsAndBiasesAreNotDecayed()
    {
        using var scope = NewDisposeScope();
        var gain = nn.Parameter(ones(8));
        var matrix = nn.Parameter(ones(8, 8));
        using var optimizer = new AdamW([("gain", gain), ("matrix", matrix)], Options);
        (gain.grad, matrix.grad) = (zeros(8), zeros(8, 8));
        optimizer.Step(1, 1);
        Assert.Equal(1f, gain[0].item<float>());
        Assert.Equal(0.999f, matrix[0, 0].item<float>(), 1e-6f);
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(16, 64)]
    public void MuonBringsLargeSingularValuesCloseToOne(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var matrices = randn([3, rows, columns], generator: new Generator(3));
        var before = linalg.svdvals(matrices).data<float>().ToArray();
        var after = linalg.svdvals(Muon.Orthogonalize(matrices)).data<float>().ToArray();
        foreach (var (old, value) in before.Zip(after))
        {
            Assert.InRange(value, old > 0.1 * before.Max() ? 0.5f : 0, 1.3f);
        }
    }

    [Fact]
    public void MuonTakesQueriesKeysAndValuesAsThreeMatrices()
    {
        using var scope = NewDisposeScope();
        var together = nn.Parameter(zeros(24, 8));
        var alone = nn.Parameter(zeros(8, 8));
        var gradient = randn([24, 8], generator: new Generator(4));
        using var optimizer = new Muon([("queryKeyValue.weight", together), ("output.weight", alone)], Options, [8, 8, 8]);
        (together.grad, alone.grad) = (gradient, gradient[8..16].clone());
        optimizer.Step(1, 1);
        Assert.True(together[8..16].allclose(alone, rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void TheCosineRisesOverTheWarmupAndEndsAtTheFinalFraction()
    {
        var options = Options with { Steps = 100, WarmupSteps = 9, FinalLearningRateFraction = 0.1 };
        Assert.Equal(0.1, LearningRateSchedule.FactorAt(0, options), 1e-9);
        Assert.Equal(1, LearningRateSchedule.FactorAt(9, options), 1e-9);
        Assert.InRange(LearningRateSchedule.FactorAt(99, options), 0.1, 0.101);
    }

    [Fact]
    public void WarmupStableDecayStaysAtThePeakUntilItFalls()
    {
        var options = Options with { Steps = 100, WarmupSteps = 0, DecaySteps = 50, Schedule = ScheduleKind.WarmupStableDecay, FinalLearningRateFraction = 0 };
        Assert.Equal(1, LearningRateSchedule.FactorAt(50, options), 1e-9);
        Assert.Equal(0.5, LearningRateSchedule.FactorAt(75, options), 1e-9);
        Assert.Equal(0.02, LearningRateSchedule.FactorAt(99, options), 1e-9);
    }
}
