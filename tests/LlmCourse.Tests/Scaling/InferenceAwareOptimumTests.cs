using LlmCourse.Scaling;
using Xunit;

namespace LlmCourse.Tests.Scaling;

public class InferenceAwareOptimumTests
{
    private static readonly ChinchillaLaw Law = ChinchillaLaw.Besiroglu;
    private const double Loss = 2.1;

    [Fact]
    public void AModelThatServesNobodyIsChinchillas()
    {
        var plan = InferenceAwareOptimum.For(Law, Loss, 0);
        var best = Law.ComputeOptimalOfLoss(Loss);
        Assert.Equal(1, plan.TotalFlops / best.Flops, 1e-6);
        Assert.Equal(1, plan.Parameters / best.Parameters, 1e-3);
    }

    [Fact]
    public void TheMoreItServesTheSmallerAndLongerTrainedItIs()
    {
        var plans = InferenceAwareOptimum.Family(Law, Loss, [0, 1e11, 1e12, 1e13, 1e14]);
        foreach (var (less, more) in plans.Zip(plans.Skip(1)))
        {
            Assert.True(more.Parameters < less.Parameters && more.Tokens > less.Tokens && more.TrainingFlops > less.TrainingFlops);
            Assert.Equal(Loss, Law.Loss(more.Parameters, more.Tokens), 1e-9);
        }
    }

    [Fact]
    public void NoOtherSizeIsCheaper()
    {
        var plan = InferenceAwareOptimum.For(Law, Loss, 5e12);
        foreach (var factor in new[] { 0.7, 0.95, 1.05, 1.5 })
        {
            Assert.True(LifetimePlan.OfQuality(Law, Loss, plan.Parameters * factor, 5e12).TotalFlops > plan.TotalFlops);
        }
    }

    [Theory]
    [InlineData(1e11)]
    [InlineData(2e12)]
    [InlineData(1e14)]
    public void TheDemandThatJustifiesAPlanIsTheDemandItWasMadeFor(double served)
    {
        var plan = InferenceAwareOptimum.For(Law, Loss, served);
        Assert.Equal(1, InferenceAwareOptimum.ServedTokensThatJustify(Law, plan.Parameters, plan.Tokens) / served, 1e-3);
    }

    [Fact]
    public void AModelThatSawTooLittleIsJustifiedByNoDemand() =>
        Assert.Equal(0, InferenceAwareOptimum.ServedTokensThatJustify(Law, 175e9, 300e9));

    [Theory]
    [InlineData(0.336, 0.283, 1.69e22)] // the paper's 1.7e22, 17% (Sardana et al. 2023, figure 1)
    [InlineData(0.34, 0.28, 1.18e22)]
    public void ThirteenBillionBecomeSevenAsInThePaper(double alpha, double beta, double saved)
    {
        var law = ChinchillaLaw.Hoffmann with { Alpha = alpha, Beta = beta };
        var tokens = law.ComputeOptimalOfSize(13e9).Tokens;
        var large = new LifetimePlan(13e9, tokens, 2e12);
        var small = LifetimePlan.OfQuality(law, law.Loss(13e9, tokens), 7e9, 2e12);
        Assert.Equal(saved, large.TotalFlops - small.TotalFlops, 0.01e22);
    }

    [Fact]
    public void NonsenseIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => InferenceAwareOptimum.For(Law, 1.8, 1e12));
        Assert.Throws<ArgumentOutOfRangeException>(() => InferenceAwareOptimum.For(Law, Loss, -1));
    }
}
