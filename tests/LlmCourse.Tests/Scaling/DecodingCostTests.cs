using LlmCourse.Model;
using LlmCourse.Scaling;
using Xunit;

namespace LlmCourse.Tests.Scaling;

public class DecodingCostTests
{
    private static readonly GptConfig Small = new() { VocabularySize = 10, ContextLength = 8, Layers = 2, Heads = 2, EmbeddingSize = 4 };

    [Fact]
    public void WeightsAreReadOnceForTheWholeBatchAndTheCacheOfEachText()
    {
        // Matrices: 2 layers of 12·4² weights, and a head of 10·4.
        var cost = new DecodingCost(Small, Batch: 3, Length: 5);
        Assert.Equal(4 * ((2 * 12 * 16) + 40), cost.WeightBytes);
        Assert.Equal(2 * 2 * 4 * 4, cost.CacheBytesPerToken); // keys and values, 2 layers, 4 channels, 4 bytes
        Assert.Equal(3 * 5 * 64, cost.CacheBytes);
        Assert.Equal(3 * ((2 * 424) + (4 * 2 * 5 * 4)), cost.Flops);
        Assert.Equal(cost.Flops / (1696 + 960), cost.Intensity);
    }

    [Fact]
    public void FewerHeadsOfKeysMakeASmallerCache() =>
        Assert.Equal(new DecodingCost(Small).CacheBytesPerToken / 2, new DecodingCost(Small with { KeyValueHeads = 1 }).CacheBytesPerToken);

    [Fact]
    public void ASlowMemoryLimitsOneTextAndArithmeticMany()
    {
        var machine = new Roofline(FlopsPerSecond: 1000, BytesPerSecond: 100);
        Assert.Equal(10, machine.Ridge);
        Assert.Equal(50, machine.Attainable(0.5));
        Assert.Equal(1000, machine.Attainable(40));
        Assert.Equal(100.0 / 1696, new DecodingCost(Small).MostTokensPerSecond(machine), 12);
        Assert.Equal(1000.0 / 848, new DecodingCost(Small, Batch: 1000).MostTokensPerSecond(machine), 12);
    }

    [Fact]
    public void ThisMachineIsMeasured()
    {
        var machine = Roofline.Measure(threads: 1, tries: 1);
        Assert.InRange(machine.BytesPerSecond, 1e8, 1e13);
        Assert.InRange(machine.FlopsPerSecond, 1e8, 1e14);
        Assert.Throws<ArgumentOutOfRangeException>(() => Roofline.Measure(0));
    }
}
