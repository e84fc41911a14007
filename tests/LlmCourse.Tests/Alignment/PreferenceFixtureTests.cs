using LlmCourse.Alignment;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Alignment;

/// <summary>Every expected number here was computed by hand from the equation that its type names.</summary>
public class PreferenceFixtureTests
{
    [Fact]
    public void BradleyTerryIsTheLogisticOfTheDifference()
    {
        Assert.Equal(0.5, BradleyTerry.Probability(3, 3), 12);
        Assert.Equal(0.75, BradleyTerry.Probability(Math.Log(3), 0), 12);
        Assert.Equal(0.25, BradleyTerry.Probability(0, Math.Log(3)), 12);
        using var scope = NewDisposeScope();
        var loss = BradleyTerry.Loss(tensor(new[] { MathF.Log(3), 0f }), tensor(new[] { 0f, 0f })); // -ln(3/4) and -ln(1/2)
        Assert.Equal((Math.Log(4.0 / 3) + Math.Log(2)) / 2, loss.item<float>(), 1e-6);
        Assert.Throws<ArgumentException>(() => BradleyTerry.Loss(zeros(2), zeros(3)));
    }

    [Fact]
    public void AdvantagesAreDiscountedSumsOfSurprises()
    {
        // γ = 0.5, λ = 0.5: δ2 = 4 + 0.5·8 - 2 = 6; δ1 = 0 + 0.5·2 - 3 = -2; δ0 = 1 + 0.5·3 - 1 = 1.5
        // A2 = 6; A1 = -2 + 0.25·6 = -0.5; A0 = 1.5 + 0.25·(-0.5) = 1.375
        Assert.Equal([1.375, -0.5, 6], GeneralizedAdvantage.Of([1, 0, 4], [1, 3, 2], [false, false, false], valueAfter: 8, discount: 0.5, trace: 0.5));
    }

    [Fact]
    public void NothingFlowsOverTheEndOfAnEpisode()
    {
        // The second action ends an episode: δ1 = 0 - 3 = -3 without what comes after; A1 = -3; A0 = (1 + 0.5·3 - 1) + 0.25·(-3) = 0.75; the third as before.
        Assert.Equal([0.75, -3, 6], GeneralizedAdvantage.Of([1, 0, 4], [1, 3, 2], [false, true, false], valueAfter: 8, discount: 0.5, trace: 0.5));
        Assert.Equal([2.0], GeneralizedAdvantage.Of([4], [2], [true], valueAfter: 1000));
    }

    [Fact]
    public void TheTwoEndsOfTheTraceAreOneStepAndAllSteps()
    {
        double[] rewards = [1, 2, 3], values = [5, 6, 7];
        bool[] ends = [false, false, true];
        Assert.Equal([1 + 6 - 5.0, 2 + 7 - 6, 3 - 7], GeneralizedAdvantage.Of(rewards, values, ends, 0, discount: 1, trace: 0));
        Assert.Equal([6 - 5.0, 5 - 6, 3 - 7], GeneralizedAdvantage.Of(rewards, values, ends, 0, discount: 1, trace: 1));
        Assert.Throws<ArgumentException>(() => GeneralizedAdvantage.Of(rewards, [1], ends, 0));
        Assert.Throws<ArgumentException>(() => GeneralizedAdvantage.Of(rewards, values, ends, 0, discount: 1.1));
    }

    [Theory]
    [InlineData(1.5f, 2f, -2.4f, 0f)]  // well done and already more likely: clipped at 1.2, no gradient
    [InlineData(0.5f, 2f, -1f, -1f)]   // well done but less likely: pushed up, -ρ·A = -1
    [InlineData(0.5f, -2f, 1.6f, 0f)]  // badly done and already less likely: clipped at 0.8, no gradient
    [InlineData(1.5f, -2f, 3f, 3f)]    // badly done but more likely: pushed down
    [InlineData(1.1f, 2f, -2.2f, -2.2f)] // within the band
    public void PpoClipsOnBothSides(float ratio, float advantage, float loss, float gradient)
    {
        using var scope = NewDisposeScope();
        var logProbability = tensor(new[] { MathF.Log(ratio) }).requires_grad_();
        var value = ClippedObjective.Loss(logProbability, zeros(1), tensor(new[] { advantage }), tensor(new[] { true }), epsilon: 0.2);
        value.backward();
        Assert.Equal(loss, value.item<float>(), 1e-5);
        Assert.Equal(gradient, logProbability.grad!.item<float>(), 1e-5);
        Assert.Equal(Math.Abs(ratio - 1) > 0.2 ? 1 : 0, ClippedObjective.ClippedShare(logProbability, zeros(1), tensor(new[] { true })), 12);
    }

    [Fact]
    public void WhatIsNoActionDoesNotCount()
    {
        using var scope = NewDisposeScope();
        var value = ClippedObjective.Loss(zeros(3), zeros(3), tensor(new[] { 1f, 100f, 3f }), tensor(new[] { true, false, true }));
        Assert.Equal(-2, value.item<float>(), 1e-6);
    }

    [Fact]
    public void TheThreeEstimatorsAreThoseOfSchulmansNote()
    {
        using var scope = NewDisposeScope();
        var (policy, reference) = (tensor(new[] { MathF.Log(0.5f) }), tensor(new[] { MathF.Log(0.25f) })); // the ratio of the reference to the policy is 1/2
        Assert.Equal(Math.Log(2), KLEstimator.K1(policy, reference).item<float>(), 1e-6);
        Assert.Equal(Math.Log(2) * Math.Log(2) / 2, KLEstimator.K2(policy, reference).item<float>(), 1e-6);
        Assert.Equal(0.5 - 1 + Math.Log(2), KLEstimator.K3(policy, reference).item<float>(), 1e-6);
    }

    [Fact]
    public void TheFirstAndTheThirdEstimatorAreRightOnAverage()
    {
        using var scope = NewDisposeScope();
        double[] p = [0.5, 0.3, 0.2], q = [0.2, 0.3, 0.5];
        var truth = p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
        var (policy, reference, weights) = (tensor(p).log(), tensor(q).log(), tensor(p));
        Assert.Equal(truth, (weights * KLEstimator.K1(policy, reference)).sum().item<double>(), 1e-9);
        Assert.Equal(truth, (weights * KLEstimator.K3(policy, reference)).sum().item<double>(), 1e-9);
        Assert.True(KLEstimator.K3(policy, reference).min().item<double>() >= 0);
        Assert.True(KLEstimator.K1(policy, reference).min().item<double>() < 0);
    }

    [Fact]
    public void DposLossAndGradientAreThoseOfThePaper()
    {
        using var scope = NewDisposeScope();
        var (chosen, rejected) = (tensor(new[] { -1f }).requires_grad_(), tensor(new[] { -2f }).requires_grad_());
        var loss = DpoLoss.Of(chosen, rejected, tensor(new[] { -1.5f }), tensor(new[] { -1f }), beta: 0.5);
        loss.backward();

        // Implied rewards 0.5·0.5 = 0.25 and 0.5·(-1) = -0.5, difference 0.75; the gradient is ∓β·σ(-0.75).
        var wrong = 1 / (1 + Math.Exp(0.75));
        Assert.Equal(Math.Log(1 + Math.Exp(-0.75)), loss.item<float>(), 1e-6);
        Assert.Equal(-0.5 * wrong, chosen.grad!.item<float>(), 1e-6);
        Assert.Equal(0.5 * wrong, rejected.grad!.item<float>(), 1e-6);
        Assert.Throws<ArgumentException>(() => DpoLoss.Of(chosen, rejected, chosen, rejected, beta: 0));
    }

    [Fact]
    public void AGroupIsItsOwnExpectation()
    {
        // Mean 2, deviation √((1 + 1) / 2) = 1.
        Assert.Equal([-1.0, 1], GroupAdvantage.Of([1, 3]));
        Assert.Equal([-1.5, 0.5, 0.5, 0.5], GroupAdvantage.Of([0, 2, 2, 2], divideByDeviation: false));
        Assert.Equal([0.0, 0, 0], GroupAdvantage.Of([0.7, 0.7, 0.7])); // no variance, nothing to learn, and no number that is none
        Assert.Throws<ArgumentException>(() => GroupAdvantage.Of([1]));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.19314718)] // ln 2 - 1/2
    [InlineData(4, 0.63629436)] // ln 4 - 3/4
    public void TheBestOfNIsThatFarAway(int n, double nats) => Assert.Equal(nats, BestOfN.KL(n), 1e-7);
}
