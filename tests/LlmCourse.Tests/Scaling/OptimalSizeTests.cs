using LlmCourse.Runtime;
using LlmCourse.Scaling;
using Xunit;

namespace LlmCourse.Tests.Scaling;

/// <summary>Approaches 1 and 2: the best size against the budget, without a law of the loss.</summary>
public class OptimalSizeTests
{
    private static readonly ChinchillaLaw Law = new(1.7, 40, 300, 0.35, 0.4);
    private static readonly double TrueExponent = Law.Beta / (Law.Alpha + Law.Beta);

    [Fact]
    public void TheParabolaOfABudgetIsLowestAtTheBestSize()
    {
        var profile = IsoFlopProfile.Fit(Budget(1e13, 0));
        var best = Law.ComputeOptimal(1e13);
        Assert.True(profile.IsInside);
        Assert.Equal(1, profile.Parameters / best.Parameters, 0.1);
        Assert.Equal(1, profile.Flops / 1e13, 1e-9);
        Assert.Equal(Law.Loss(best.Parameters, best.Tokens), profile.Loss, 0.01);
        Assert.Equal(profile.Loss, profile.LossAt(profile.Parameters), 1e-9);
    }

    [Fact]
    public void AParabolaIsFoundExactly()
    {
        var runs = new[] { 1e5, 2e5, 5e5, 9e5 }.Select(n => new ScalingRun(n, 1e12 / n, 2 + (0.1 * Math.Pow(Math.Log(n / 3e5), 2))));
        var profile = IsoFlopProfile.Fit(runs);
        Assert.Equal(3e5, profile.Parameters, 1e-3);
        Assert.Equal(2, profile.Loss, 1e-9);
    }

    [Fact]
    public void ABestSizeBeyondTheRunsCountsAsGuessed()
    {
        var runs = new[] { 1e5, 2e5, 5e5 }.Select(n => new ScalingRun(n, 1e12 / n, 2 + (0.1 * Math.Pow(Math.Log(n / 3e6), 2))));
        Assert.False(IsoFlopProfile.Fit(runs).IsInside);
        var hollow = new[] { 1e5, 2e5, 5e5 }.Select(n => new ScalingRun(n, 1e12 / n, 2 - (0.1 * Math.Pow(Math.Log(n / 2e5), 2))));
        Assert.False(IsoFlopProfile.Fit(hollow).IsInside);
        Assert.Throws<ArgumentException>(() => IsoFlopProfile.Fit(runs.Take(2)));
    }

    [Fact]
    public void TheMinimaOfSeveralBudgetsFollowTheTrueExponent()
    {
        var random = new SeededRandom(1);
        var runs = new[] { 1e12, 4e12, 1.6e13, 6.4e13 }.SelectMany(flops => Budget(flops, 0.001, random)).Append(new ScalingRun(10, 10, 9)).ToList();
        var profiles = IsoFlopProfile.ByBudget(runs);
        Assert.Equal(4, profiles.Count);
        Assert.Equal(TrueExponent, IsoFlopProfile.OptimalParameters(profiles).Exponent, 0.05);
        Assert.True(IsoFlopProfile.ExponentInterval(profiles, level: 0.99).Contains(TrueExponent));
    }

    [Fact]
    public void TheEnvelopeFollowsTheTrueExponent()
    {
        var curves = Enumerable.Range(0, 15).Select(i => 2e4 * Math.Pow(1.5, i)).Select(n => new LossCurve(
            n, [.. Enumerable.Range(0, 60).Select(k => n * Math.Pow(1.15, k)).Select(d => (d, Law.Loss(n, d)))])).ToList();
        var envelope = TrainingEnvelope.Of(curves);
        Assert.Equal(TrueExponent, envelope.OptimalParameters().Exponent, 0.03);
        Assert.Equal(14, envelope.Takeovers.Count);
        Assert.All(envelope.Takeovers, place => Assert.Equal(1, place.Parameters / Law.ComputeOptimal(place.Flops).Parameters, 0.1));
        Assert.True(envelope.ExponentInterval([-1e-4, 1e-4], 40, 0.99).Contains(TrueExponent));
        Assert.True(envelope.Points.Zip(envelope.Points.Skip(1), (a, b) => b.Loss <= a.Loss + 1e-9).Count(falls => falls) > 0.95 * envelope.Points.Count);
        Assert.Throws<ArgumentException>(() => TrainingEnvelope.Of(curves.Take(2).ToList()));
    }

    [Fact]
    public void ALeadThatChangesOnceHasNoSlope()
    {
        LossCurve Straight(double n, double atFirst, double fall) => new(n, [(1e12 / n, atFirst), (4e12 / n, atFirst - fall)]); // 6e12 to 2.4e13 FLOPs
        var envelope = TrainingEnvelope.Of([Straight(1e5, 2, 0.1), Straight(4e5, 2.05, 0.2), Straight(9e5, 3, 0.3)]);
        var place = Assert.Single(envelope.Takeovers);
        Assert.Equal(2e5, place.Parameters, 1e-6);
        Assert.Equal(1, place.Flops / 1.2e13, 0.02);
        Assert.Equal(1.95, place.Loss, 0.01);
        var problem = Assert.Throws<ArgumentException>(() => envelope.OptimalParameters());
        Assert.Contains("these curves show 1", problem.Message, StringComparison.Ordinal);
        Assert.True(double.IsNaN(envelope.ExponentInterval([0]).Low));
    }

    private static IEnumerable<ScalingRun> Budget(double flops, double noise, SeededRandom? random = null)
    {
        var best = Law.ComputeOptimal(flops).Parameters;
        return Enumerable.Range(-4, 9).Select(i => best * Math.Pow(1.5, i)).Select(n => (N: n, D: flops / (6 * n)))
            .Select(run => new ScalingRun(run.N, run.D, Law.Loss(run.N, run.D) * (1 + (random is null ? 0 : noise * GroundTruth.Normal(random)))));
    }
}
