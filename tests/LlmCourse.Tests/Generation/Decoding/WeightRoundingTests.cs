using LlmCourse.Generation.Decoding;
using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Generation.Decoding;

public class WeightRoundingTests
{
    private static readonly GptConfig Config = new() { VocabularySize = 11, ContextLength = 8, Layers = 1, Heads = 2, EmbeddingSize = 12, Bias = true };

    [Fact]
    public void EachGroupHasAsManyLevelsAsItsBitsAllow()
    {
        using var model = Config.CreateModel(1);
        WeightRounding.Apply(model, bits: 3, group: 5);
        var row = model.state_dict()["blocks.0.feedForward.up.weight"][0].data<float>().ToArray();
        foreach (var group in row.Chunk(5)) // 5, 5 and 2 numbers
        {
            var step = group.Max(Math.Abs) / 3; // levels -3 to 3
            Assert.All(group, value => Assert.Equal(Math.Round(value / step), value / step, 1e-4));
        }
    }

    [Fact]
    public void MoreBitsAreNearerAndOneGroupWithAHugeNumberHarmsOnlyItself()
    {
        double Distance(int bits, int group)
        {
            using var model = Config.CreateModel(1);
            using var before = model.state_dict()["blocks.0.attention.output.weight"].detach().clone();
            WeightRounding.Apply(model, bits, group);
            return (model.state_dict()["blocks.0.attention.output.weight"] - before).abs().mean().item<float>();
        }

        Assert.True(Distance(8, 4) < Distance(4, 4) / 8);
        Assert.True(Distance(4, 4) < Distance(4, 12));
        Assert.True(Distance(4, 12) < Distance(2, 12));
    }

    [Fact]
    public void VectorsAndPositionsStayAsTheyAre()
    {
        using var model = Config.CreateModel(1);
        string[] kept = ["positionEmbedding.weight", "finalNorm.weight", "blocks.0.feedForward.up.bias"];
        var before = kept.Select(name => model.state_dict()[name].data<float>().ToArray()).ToArray();
        WeightRounding.Apply(model, 2);
        Assert.Equal(before, kept.Select(name => model.state_dict()[name].data<float>().ToArray()));
    }

    [Fact]
    public void RoundingToEightBitsIsWhatTheDecoderDoes()
    {
        var config = Config with { EmbeddingSize = 64, Bias = false };
        using var model = config.CreateModel(2);
        using var whole = new Decoder(model, WeightFormat.Int8, threads: 1);
        WeightRounding.Apply(model, 8);
        using var rounded = new Decoder(model, WeightFormat.Float32, threads: 1);
        using var a = whole.Begin();
        using var b = rounded.Begin();
        var (x, y) = (whole.Read(a, 3, 1, 4), rounded.Read(b, 3, 1, 4));
        var size = Math.Sqrt(y.Average(logit => logit * logit));
        Assert.All(x.Zip(y), pair => Assert.InRange(pair.First - pair.Second, -0.05 * size, 0.05 * size)); // what is left comes from rounding the inputs
    }

    [Fact]
    public void ImpossibleNumbersAreRefused()
    {
        using var model = Config.CreateModel(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightRounding.Apply(model, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightRounding.Apply(model, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightRounding.Apply(model, 4, 0));
    }
}
