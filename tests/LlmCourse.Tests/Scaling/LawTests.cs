using LlmCourse.Model;
using LlmCourse.Scaling;
using Xunit;

namespace LlmCourse.Tests.Scaling;

public class LawTests
{
    private static readonly ChinchillaLaw Law = ChinchillaLaw.Besiroglu;

    [Theory]
    [InlineData(1e18)]
    [InlineData(5.76e23)]
    public void NoOtherUseOfABudgetIsBetterThanChinchillasOptimum(double flops)
    {
        var best = Law.ComputeOptimal(flops);
        Assert.Equal(flops, best.Flops, flops * 1e-12);
        foreach (var factor in new[] { 0.5, 0.99, 1.01, 2 })
        {
            Assert.True(Law.Loss(best.Parameters, best.Tokens) < Law.Loss(best.Parameters * factor, best.Tokens / factor));
        }
    }

    [Fact]
    public void NoOtherUseOfABudgetIsBetterThanKaplansOptimum()
    {
        var best = KaplanLaw.Published.ComputeOptimal(1e21);
        Assert.Equal(1e21, best.Flops, 1e9);
        foreach (var factor in new[] { 0.5, 0.99, 1.01, 2 })
        {
            Assert.True(KaplanLaw.Published.Loss(best.Parameters, best.Tokens) < KaplanLaw.Published.Loss(best.Parameters * factor, best.Tokens / factor));
        }
    }

    [Fact]
    public void TheOptimumOfASizeAndOfALossAreTheOptimumOfTheirBudget()
    {
        var bySize = Law.ComputeOptimalOfSize(7e9);
        var byBudget = Law.ComputeOptimal(bySize.Flops);
        Assert.Equal(7e9, byBudget.Parameters, 1);
        var byLoss = Law.ComputeOptimalOfLoss(Law.Loss(7e9, bySize.Tokens));
        Assert.Equal(7e9, byLoss.Parameters, 1);
        Assert.Equal(bySize.Tokens, byLoss.Tokens, bySize.Tokens * 1e-9);
    }

    [Fact]
    public void TokensForALossGiveThatLossAndAreInfiniteWhereTheModelIsTooSmall()
    {
        Assert.Equal(2.2, Law.Loss(3e9, Law.TokensForLoss(3e9, 2.2)), 1e-12);
        Assert.Equal(double.PositiveInfinity, Law.TokensForLoss(1e8, 1.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => Law.ComputeOptimalOfLoss(1.8));
    }

    [Fact]
    public void TheRefitWantsTwentyTokensPerParameterWhereThePrintedLawWantsMore()
    {
        Assert.InRange(Law.ComputeOptimal(5.76e23).TokensPerParameter, 15, 25); // Gopher's budget: Besiroglu et al. 2024, section 4
        Assert.InRange(ChinchillaLaw.Hoffmann.ComputeOptimal(5.76e23).TokensPerParameter, 60, 130);
    }

    [Fact]
    public void TheConstantsBeforeRoundingAreThoseThatWerePrinted()
    {
        var (exact, printed) = (ChinchillaLaw.HoffmannUnrounded, ChinchillaLaw.Hoffmann);
        Assert.Equal(printed.E, exact.E, 0.005);
        Assert.Equal(printed.A, exact.A, 0.05);
        Assert.Equal(printed.B, exact.B, 0.05);
        Assert.Equal(printed.Alpha, exact.Alpha, 0.005);
        Assert.Equal(printed.Beta, exact.Beta, 0.005);
    }

    [Fact]
    public void KaplansJointLawBecomesEachOfItsPartsWhereTheOtherIsPlenty()
    {
        var law = KaplanLaw.Published;
        Assert.Equal(Math.Pow(law.ParameterScale / 1e9, law.AlphaN), law.Loss(1e9, 1e30), 1e-6);
        Assert.Equal(Math.Pow(law.TokenScale / 1e9, law.AlphaD), law.Loss(1e40, 1e9), 1e-6);
        Assert.Equal(1, KaplanLaw.LossOfParameters.At(8.8e13), 1e-9);
        Assert.Equal(1, KaplanLaw.LossOfTokens.At(5.4e13), 1e-9);
    }

    [Fact]
    public void KaplansAdviceMakesModelsFiveTimesLargerForTenTimesTheBudget()
    {
        var (small, large) = (KaplanLaw.PublishedOptimum(8.64e19), KaplanLaw.PublishedOptimum(8.64e20));
        Assert.Equal(1.3e9, small.Parameters, 1);
        Assert.Equal(5.37, large.Parameters / small.Parameters, 0.01);
        Assert.Equal(8.64e20, large.Flops, 1e8);
    }

    [Fact]
    public void TheJointKaplanLawIsFoundAgain()
    {
        var truth = new KaplanLaw(3e9, 0.09, 4e10, 0.12);
        var runs = GroundTruth.Grid(new ChinchillaLaw(1, 1, 1, 1, 1), 0, new(1)).Select(run => run with { Loss = truth.Loss(run.Parameters, run.Tokens) }).ToList();
        var found = KaplanLaw.Fit(runs);
        Assert.Equal(truth.AlphaN, found.AlphaN, 1e-4);
        Assert.Equal(truth.AlphaD, found.AlphaD, 1e-4);
        Assert.Equal(truth.Loss(1e8, 1e9), found.Loss(1e8, 1e9), 1e-4);
    }

    [Fact]
    public void CountedOperationsLeaveOutTheTableAndAddAttention()
    {
        var config = GptConfig.ShakespeareChar;
        Assert.Equal(3e6 * config.ForwardFlopsPerToken(64), FlopCount.ExactTraining(config, 1e6, 64));
        Assert.Equal(6 * 2e9 * 3e10, FlopCount.Training(2e9, 3e10));
        Assert.Equal(2 * 2e9 * 3e10, FlopCount.Serving(2e9, 3e10));
        Assert.InRange(FlopCount.ExactTraining(config, 1e6, 64) / FlopCount.Training(config.ParameterCount, 1e6), 0.9, 1.3);
    }

    [Fact]
    public void APowerLawIsFoundAgainAndNeedsTwoPlaces()
    {
        var law = PowerLaw.Fit([(1, 3), (10, 30), (100, 300)]);
        Assert.Equal(3, law.Coefficient, 1e-9);
        Assert.Equal(1, law.Exponent, 1e-9);
        Assert.Throws<ArgumentException>(() => PowerLaw.Fit([(2, 3), (2, 4)]));
        Assert.Throws<ArgumentException>(() => PowerLaw.Fit([(2, 3), (4, -1)]));
    }
}
