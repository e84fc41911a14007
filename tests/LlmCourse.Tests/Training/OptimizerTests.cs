using LlmCourse.Model.Fast;
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
    public void TheFastMuonEqualsThePlainOne()
    {
        using var scope = NewDisposeScope();
        var fast = Matrices();
        var plain = fast.ConvertAll(matrix => (matrix.Name, nn.Parameter(matrix.Parameter.detach().clone())));
        using var fastOptimizer = new Muon(fast, Options, [16, 16, 16]);
        using var plainOptimizer = new Muon(plain, Options, [16, 16, 16], useFastKernels: false);
        using var generator = new Generator(2);
        for (var step = 1; step <= 5; step++)
        {
            foreach (var (first, second) in fast.Zip(plain))
            {
                first.Parameter.grad = randn(first.Parameter.shape, generator: generator);
                second.Item2.grad = first.Parameter.grad.clone();
            }

            fastOptimizer.Step(0.5, step, 0.7);
            plainOptimizer.Step(0.5, step, 0.7);
        }

        foreach (var (first, second) in fast.Zip(plain))
        {
            Assert.True(first.Parameter.allclose(second.Item2, rtol: 1e-3, atol: 1e-4), first.Name);
        }

        static List<(string Name, TorchSharp.Modules.Parameter Parameter)> Matrices() =>
        [
            ("queryKeyValue.weight", nn.Parameter(randn(48, 16, generator: new Generator(1)))),
            ("up.weight", nn.Parameter(randn(50, 16, generator: new Generator(2)))),
            ("down.weight", nn.Parameter(randn(16, 50, generator: new Generator(3)))),
        ];
    }

    [Fact]
    public void AShortenedGradientMovesAsOneThatWasShort()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (nn.Parameter(ones(5, 7)), nn.Parameter(ones(5, 7)));
        using var firstOptimizer = new AdamW([("w", first)], Options);
        using var secondOptimizer = new AdamW([("w", second)], Options);
        using var generator = new Generator(2);
        for (var step = 1; step <= 10; step++)
        {
            first.grad = randn(5, 7, generator: generator);
            second.grad = first.grad * 0.25;
            firstOptimizer.Step(1, step, 0.25);
            secondOptimizer.Step(1, step);
        }

        Assert.True(first.allclose(second, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void GradientsThatLieTogetherGiveTheSameStep()
    {
        using var scope = NewDisposeScope();
        List<(string Name, TorchSharp.Modules.Parameter Parameter)> alone = [("a", nn.Parameter(ones(5, 7))), ("b", nn.Parameter(ones(9)))];
        var together = alone.ConvertAll(part => (part.Name, Parameter: nn.Parameter(part.Parameter.detach().clone())));
        using var gradients = new FlatGradients(together);
        using var firstOptimizer = new AdamW(alone, Options);
        using var secondOptimizer = new AdamW(together, Options, gradients);
        gradients.Reset();
        foreach (var (first, second) in alone.Zip(together))
        {
            first.Parameter.grad = randn(first.Parameter.shape, generator: new Generator(6));
            second.Parameter.grad!.copy_(first.Parameter.grad);
        }

        firstOptimizer.Step(1, 1, 0.5);
        secondOptimizer.Step(1, 1, 0.5);
        Assert.All(alone.Zip(together), pair => Assert.True(pair.First.Parameter.allclose(pair.Second.Parameter, rtol: 1e-6, atol: 1e-7)));
        Assert.Equal(alone.Sum(part => part.Parameter.grad!.square().sum().item<float>()), Math.Pow(gradients.Norm(), 2), 1e-3);
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
