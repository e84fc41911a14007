using LlmCourse.Model;
using Xunit;

namespace LlmCourse.Tests.Model;

public class ExpertOptionsTests
{
    private static readonly ExpertOptions Eight = new() { Count = 8 };

    public static TheoryData<ExpertOptions, string> Impossible => new()
    {
        { Eight with { Count = 0 }, "Experts.Count (0) must be at least 1; leave Experts null for a dense model." },
        { Eight with { Active = 0 }, "Experts.Active (0) must be at least 1: each token needs an expert." },
        { Eight with { Active = 9 }, "Experts.Active (9) must be at most Experts.Count (8): a token cannot see more experts than there are." },
        { Eight with { CapacityFactor = 0 }, "Experts.CapacityFactor (0) must be above 0; null has no limit." },
        {
            Eight with { CapacityFactor = 0.5 },
            "CapacityFactor (0.5) leaves each of 8 experts room for 0.75 of the 12 tokens with 1 choices each, which is less than one; take a larger factor, more tokens or fewer experts."
        },
        { Eight with { Shared = -1 }, "Experts.Shared (-1) must be at least 0." },
        { Eight with { Size = 0 }, "Experts.Size (0) must be at least 1." },
        { Eight with { FirstLayer = 2 }, "Experts.FirstLayer (2) must be one of the 2 layers, counted from 0." },
        { Eight with { LayerStep = 0 }, "Experts.LayerStep (0) must be at least 1." },
        { Eight with { BalanceLossWeight = double.NaN }, "Experts.BalanceLossWeight (NaN) must be at least 0." },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void ImpossibleSettingsAreRefusedWithASentence(ExpertOptions options, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => new Gpt(TestModels.Tiny with { Experts = options })).Message);

    [Fact]
    public void ABatchThatIsTooSmallForTheCapacityIsRefused()
    {
        using var mixture = new MixtureOfExperts(TestModels.Tiny with { Experts = Eight with { CapacityFactor = 1 } });
        using var x = TorchSharp.torch.ones(1, 3, 16);
        Assert.StartsWith("CapacityFactor (1) leaves each of 8 experts room for 0.375 of the 3 tokens", Assert.Throws<ArgumentException>(() => mixture.call(x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMixtureSurvivesJson()
    {
        var config = TestModels.Tiny with { Experts = new ExpertOptions { Count = 8, Active = 2, CapacityFactor = 1.25, Balancing = ExpertBalancing.Bias, Dispatch = ExpertDispatch.Loop } };
        Assert.Equal(config, GptConfig.FromJson(config.ToJson()));
        Assert.Contains("\"balancing\": \"bias\"", config.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownKeyIsRefusedByName()
    {
        var json = (TestModels.Tiny with { Experts = Eight }).ToJson().Replace("\"shared\"", "\"shard\"", StringComparison.Ordinal);
        Assert.Contains("shard", Assert.Throws<ArgumentException>(() => GptConfig.FromJson(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(1, 2, new[] { 1, 3, 5 })]
    [InlineData(4, 3, new[] { 4 })]
    public void ExpertsLieInTheLayersThatAreAskedFor(int first, int step, int[] layers) =>
        Assert.Equal(layers, Enumerable.Range(0, 6).Where((Eight with { FirstLayer = first, LayerStep = step }).IsIn));
}
