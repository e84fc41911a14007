using LlmCourse.Alignment;
using LlmCourse.Runtime;
using LlmCourse.Training;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Alignment;

public class PolicyTrainingTests
{
    private static readonly PolicyOptions Recipe = new() { Steps = 6, BatchSize = 16, LearningRate = 1e-2, ValueLearningRate = 1e-2, CheckpointEvery = 1 };

    /// <summary>Likes short responses: easily learnt by a policy that knows nothing.</summary>
    private sealed class Brevity : IReward
    {
        public double[] Score(IReadOnlyList<Response> responses) => [.. responses.Select(response => 1 - (response.Tokens.IsResponse.Count(said => said) / 13.0))];
    }

    [Fact]
    public void PpoRaisesTheRewardThatItIsGiven()
    {
        var policy = Village.NewPolicy();
        using var trainer = new PpoTrainer(policy, Village.NewPolicy().Model, new Brevity(), Village.Requests, Recipe with { Steps = 25, KLCoefficient = 0 });
        var steps = trainer.Run().ToList();
        Assert.True(steps[^1].Proxy > steps[0].Proxy + 0.3, $"{steps[0].Proxy} became {steps[^1].Proxy}.");
        Assert.Equal(0, steps[0].KL, 1e-4); // nothing has moved yet
        Assert.True(steps[^1].KL > 1);
    }

    [Fact]
    public void ThePriceOfDistanceKeepsThePolicyNear()
    {
        double Distance(double coefficient)
        {
            using var trainer = new PpoTrainer(Village.NewPolicy(), Village.NewPolicy().Model, new Brevity(), Village.Requests, Recipe with { Steps = 25, KLCoefficient = coefficient });
            return trainer.Run().Last().KL;
        }

        Assert.True(Distance(1) < 0.5 * Distance(0));
    }

    [Fact]
    public void GrpoAndRejectionSamplingRaiseItToo()
    {
        var grouped = Recipe with { Steps = 25, GroupSize = 4, KLCoefficient = 0.001 };
        using var grpo = new GrpoTrainer(Village.NewPolicy(), Village.NewPolicy().Model, new Brevity(), Village.Requests, grouped);
        var steps = grpo.Run().ToList();
        Assert.True(steps[^1].Proxy > steps[0].Proxy + 0.2, $"{steps[0].Proxy} became {steps[^1].Proxy}.");
        using var rejection = new RejectionSampling(Village.NewPolicy(), Village.NewPolicy().Model, new Brevity(), Village.Requests, grouped);
        steps = [.. rejection.Run()];
        Assert.True(steps[^1].Proxy > steps[0].Proxy + 0.2, $"{steps[0].Proxy} became {steps[^1].Proxy}.");
        Assert.Throws<ArgumentException>(() => new GrpoTrainer(Village.NewPolicy(), Village.NewPolicy().Model, new Brevity(), Village.Requests, Recipe));
    }

    [Fact]
    public void DpoMakesTheChosenLikelierThanTheRejected()
    {
        var (policy, reference) = (Village.NewPolicy(), Village.NewPolicy().Model);
        using var trainer = new DpoTrainer(policy, reference, Village.LongerIsBetter(32), new TrainingOptions { Steps = 20, BatchSize = 16, LearningRate = 5e-3, WarmupSteps = 1, WeightDecay = 0 });
        var losses = trainer.Run().Select(step => step.Loss).ToList();
        Assert.Equal(Math.Log(2), losses[0], 1e-5); // policy and reference are the same
        Assert.InRange(losses[^1], 0, 0.6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void ATrainingThatWasCutOffGoesOnWithTheSameNumbers(int cut)
    {
        using var folder = new TemporaryFolder();
        var recipe = Recipe with { KLTarget = 0.5 };
        var unbroken = Village.NewPolicy();
        using var whole = new PpoTrainer(unbroken, Village.NewPolicy().Model, new Brevity(), Village.Requests, recipe);
        var expected = whole.Run().Select(Numbers).ToList();
        var kept = recipe with { CheckpointPath = folder["ppo.safetensors"] };
        using (var first = new PpoTrainer(Village.NewPolicy(), Village.NewPolicy().Model, new Brevity(), Village.Requests, kept))
        {
            Assert.Equal(expected[..cut], first.Run().Take(cut).Select(Numbers));
        }

        var other = Village.NewPolicy(seed: 5); // whatever it was, the checkpoint says what it is
        using var second = new PpoTrainer(other, Village.NewPolicy().Model, new Brevity(), Village.Requests, kept);
        second.ResumeIfSaved();
        Assert.Equal(cut, second.Step);
        Assert.Equal(expected[cut..], second.Run().Select(Numbers));
        Assert.All(unbroken.Model.parameters().Zip(other.Model.parameters()), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
        using var third = new PpoTrainer(other, other.Model, new Brevity(), Village.Requests, kept with { Epochs = 3 });
        Assert.Throws<ArgumentException>(third.ResumeIfSaved);
    }

    [Fact]
    public void LogProbabilitiesAreThoseOfTheTokensThatWereSaid()
    {
        using var scope = NewDisposeScope();
        var policy = Village.NewPolicy();
        var said = policy.Respond(Village.Ask(3), new SeededRandom(1));
        using var batch = InstructionBatches.InOrder([.. said.Select(response => response.Tokens)]).Single();
        var found = LogProbabilities.Of(policy.Model, batch);
        var tokens = said[1].Tokens;
        var bets = policy.Model.call(batch.Inputs).log_softmax(-1);
        for (var place = 0; place < tokens.Length; place++)
        {
            var expected = tokens.IsResponse[place + 1] ? bets[1, place, tokens.Tokens[place + 1]].item<float>() : 0;
            Assert.Equal(expected, found[1, place].item<float>(), 1e-5);
        }

        Assert.Equal(found.sum(1)[1].item<float>(), LogProbabilities.OfResponses(policy.Model, batch)[1].item<float>(), 1e-5);
    }

    [Fact]
    public void AStepLeavesNoTensorsBehind()
    {
        using var trainer = new PpoTrainer(Village.NewPolicy(), Village.NewPolicy().Model, new Brevity(), Village.Requests, Recipe);
        var counts = trainer.Run().Select(_ => TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount).ToList();
        Assert.Equal(counts[1], counts[^1]);
    }

    [Fact]
    public void ThePriceFollowsTheDistance()
    {
        Assert.Equal(0.102, AdaptiveKL.Next(0.1, measured: 6, target: 5), 12);   // a fifth too far: 2% dearer
        Assert.Equal(0.102, AdaptiveKL.Next(0.1, measured: 500, target: 5), 12); // never more than that
        Assert.Equal(0.099, AdaptiveKL.Next(0.1, measured: 4.5, target: 5), 12);
        Assert.Throws<ArgumentException>(() => AdaptiveKL.Next(0.1, 1, 0));
    }

    [Fact]
    public void TheBestOfNIsFoundAndForetold()
    {
        Assert.Equal([1, 2], BestOfN.Choose([1, 5, 7, 2], 2));
        double[] proxy = [1, 4, 2, 3], worth = [10, 40, 20, 30];
        Assert.Equal(25, BestOfN.Expected(proxy, worth, 1), 9);
        Assert.Equal(40, BestOfN.Expected(proxy, worth, 4), 9);
        Assert.Equal(((40 * 3) + (30 * 2) + 20) / 6.0, BestOfN.Expected(proxy, worth, 2), 9); // of the 6 pairs, 3 hold the best, 2 more the second
        Assert.Throws<ArgumentException>(() => BestOfN.Expected(proxy, worth, 5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GaosConstantsAreFoundAgain(bool reinforcement)
    {
        var truth = new OveroptimizationLaw(1.3, 0.4, reinforcement, 1);
        var found = OveroptimizationLaw.Fit(Enumerable.Range(0, 20).Select(i => (i / 5.0, truth.GainAt(i / 5.0))), reinforcement);
        Assert.Equal((1.3, 0.4, 1), (Math.Round(found.Alpha, 9), Math.Round(found.Beta, 9), Math.Round(found.R2, 9)));
        Assert.Throws<ArgumentException>(() => OveroptimizationLaw.Fit([(0, 0), (1, 1), (2, 1)], reinforcement));
    }

    [Fact]
    public void SettingsWithoutSenseAreRefused()
    {
        Assert.Throws<ArgumentException>(() => (Recipe with { BatchSize = 10, GroupSize = 4 }).Validate());
        Assert.Throws<ArgumentException>(() => (Recipe with { KLTarget = 5, KLCoefficient = 0 }).Validate());
        Assert.Throws<ArgumentException>(() => (Recipe with { Minibatches = 17 }).Validate());
    }

    private static (int Step, double Proxy, double KL, double Coefficient, double Clipped, long Passes) Numbers(PolicyStep step) =>
        (step.Step, step.Proxy, step.KL, step.Coefficient, step.ClippedShare, step.Passes);
}
