using LlmCourse.Model;
using Xunit;

namespace LlmCourse.Tests.Model;

public class GptConfigTests
{
    [Fact]
    public void AConfigSurvivesJson() =>
        Assert.Equal(TestModels.Modern, GptConfig.FromJson(TestModels.Modern.ToJson()));

    [Fact]
    public void AnUnknownKeyIsRefusedByName()
    {
        var json = TestModels.Tiny.ToJson().Replace("\"heads\"", "\"heds\"", StringComparison.Ordinal);
        Assert.Contains("heds", Assert.Throws<ArgumentException>(() => GptConfig.FromJson(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingSizeIsRefusedByName()
    {
        var json = TestModels.Tiny.ToJson().Replace("\"layers\": 2,", "", StringComparison.Ordinal);
        Assert.Contains("layers", Assert.Throws<ArgumentException>(() => GptConfig.FromJson(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWidthThatHeadsDoNotDivideIsRefused()
    {
        var config = TestModels.Tiny with { EmbeddingSize = 130, Heads = 4 };
        Assert.Equal("EmbeddingSize (130) must be a multiple of Heads (4).", Assert.Throws<ArgumentException>(() => new Gpt(config)).Message);
    }

    [Fact]
    public void RotaryPositionsNeedAnEvenHeadSize()
    {
        var config = TestModels.Tiny with { EmbeddingSize = 15, Heads = 3, Positions = PositionKind.Rotary };
        Assert.Equal(
            "Rotary positions turn pairs of numbers, so the head size must be even, but it is 5 (EmbeddingSize 15, Heads 3).",
            Assert.Throws<ArgumentException>(() => new Gpt(config)).Message);
    }

    [Fact]
    public void ASizeOfZeroIsRefused() => Assert.Equal(
        "Layers (0) must be at least 1.", Assert.Throws<ArgumentException>(() => new Gpt(TestModels.Tiny with { Layers = 0 })).Message);

    [Fact]
    public void AnAttentionOnlyModelHasNoFeedForwardPart()
    {
        using var model = new Gpt(TestModels.Tiny with { FeedForwardSize = 0, Bias = true });
        Assert.DoesNotContain(model.named_parameters(), p => p.name.Contains("feedForward", StringComparison.Ordinal));
        Assert.Equal(model.parameters().Sum(parameter => parameter.numel()), model.Config.ParameterCount);
        var problem = Assert.Throws<ArgumentException>(() => new Gpt(TestModels.Tiny with { FeedForwardSize = -1 }));
        Assert.Equal("FeedForwardSize (-1) must be at least 0; 0 leaves the feed-forward part out.", problem.Message);
    }

    [Fact]
    public void ForwardFlopsAreTwoPerMatrixWeightAndAttentionsTwoProducts()
    {
        var config = GptConfig.ShakespeareChar;
        const long matrices = (4 * 12 * 128 * 128) + (65 * 128);
        Assert.Equal(matrices, config.MatrixParameterCount);
        Assert.Equal((2 * matrices) + (4 * 4 * 64 * 128), config.ForwardFlopsPerToken(64));
    }
}
