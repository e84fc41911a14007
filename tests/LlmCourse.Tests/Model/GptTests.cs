using LlmCourse.Model;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

public class GptTests
{
    [Theory]
    [MemberData(nameof(TestModels.Variants), MemberType = typeof(TestModels))]
    public void LaterTokensCannotInfluenceEarlierOnes(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(config);
        model.eval();
        var tokens = TestModels.RandomTokens(config, 2, 10);
        var before = model.call(tokens);
        for (var changed = 1; changed < 10; changed++)
        {
            var other = tokens.clone();
            other[.., changed] = (other[.., changed] + 1) % config.VocabularySize;
            var after = model.call(other);
            Assert.True(before[.., ..changed].equal(after[.., ..changed]).all().item<bool>(), $"Position {changed} reached an earlier one.");
            Assert.False(before[.., changed].equal(after[.., changed]).all().item<bool>(), $"Position {changed} did not even reach itself.");
        }
    }

    [Theory]
    [MemberData(nameof(TestModels.Variants), MemberType = typeof(TestModels))]
    public void GradientsReachEveryParameter(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(config);
        var tokens = TestModels.RandomTokens(config, 4, config.ContextLength);
        model.Loss(tokens, TestModels.RandomTokens(config, 4, config.ContextLength, seed: 8)).backward();
        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.True(parameter.grad is not null, $"{name} has no gradient.");
            Assert.True(parameter.grad.abs().sum().item<float>() > 0, $"{name}'s gradient is zero.");
        }
    }

    [Theory]
    [MemberData(nameof(TestModels.Variants), MemberType = typeof(TestModels))]
    public void TheParameterCountFollowsFromTheConfig(GptConfig config)
    {
        using var model = new Gpt(config);
        Assert.Equal(model.parameters().Sum(p => p.numel()), config.ParameterCount);
    }

    [Fact]
    public void ATiedHeadIsCountedOnce()
    {
        var (tied, untied) = (TestModels.Tiny, TestModels.Tiny with { TiedHead = false });
        Assert.Equal(tied.ParameterCount + (17 * 16), untied.ParameterCount);
        using var model = new Gpt(tied);
        Assert.Single(model.named_parameters(), p => p.parameter.shape.SequenceEqual([17L, 16L]));
    }

    [Fact]
    public void ThePresetsHaveTheSizesThatTheirSourcesPublish() => Assert.Multiple(
        () => Assert.Equal(0.80, GptConfig.ShakespeareChar.ParameterCount / 1e6, 0.01),
        () => Assert.Equal(10.75, GptConfig.ShakespeareCharGpu.ParameterCount / 1e6, 0.01),
        () => Assert.Equal(124_439_808, GptPresets.Gpt2Small.ParameterCount),
        () => Assert.Equal(354_823_168, GptPresets.Gpt2Medium.ParameterCount),
        () => Assert.Equal(774_030_080, GptPresets.Gpt2Large.ParameterCount),
        () => Assert.Equal(1_557_611_200, GptPresets.Gpt2XL.ParameterCount),
        () => Assert.Equal(6_738_415_616, GptPresets.Llama2.ParameterCount),
        () => Assert.Equal(1_235_814_400, GptPresets.Llama32.ParameterCount),
        () => Assert.Equal(134_515_008, GptPresets.SmolLM2.ParameterCount),
        () => Assert.Equal(494_032_768, GptPresets.Qwen2.ParameterCount),
        () => Assert.Equal(596_049_920, GptPresets.Qwen3.ParameterCount));

    [Fact]
    public void AModelOfEitherKindMovesToAnotherType()
    {
        foreach (var config in new LanguageModelConfig[] { TestModels.Tiny, TestModels.Lstm })
        {
            using var model = config.CreateModel();
            model.to(float64);
            Assert.All(model.parameters(), parameter => Assert.Equal(float64, parameter.dtype));
        }
    }

    [Fact]
    public void TheSameSeedGivesTheSameModel()
    {
        using var scope = NewDisposeScope();
        using var first = new Gpt(TestModels.Tiny, seed: 3);
        using var second = new Gpt(TestModels.Tiny, seed: 3);
        using var other = new Gpt(TestModels.Tiny, seed: 4);
        var tokens = TestModels.RandomTokens(TestModels.Tiny, 1, 8);
        Assert.Equal(first.call(tokens).data<float>().ToArray(), second.call(tokens).data<float>().ToArray());
        Assert.NotEqual(first.call(tokens).data<float>().ToArray(), other.call(tokens).data<float>().ToArray());
    }

    [Fact]
    public void AnUntrainedModelIsAsSurprisedAsChance()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny);
        var loss = model.Loss(TestModels.RandomTokens(TestModels.Tiny, 8, 12), TestModels.RandomTokens(TestModels.Tiny, 8, 12, seed: 9));
        Assert.Equal(Math.Log(17), loss.item<float>(), 0.1);
    }

    [Fact]
    public void ASequenceLongerThanTheContextIsRefusedWithBothLengths()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var tokens = TestModels.RandomTokens(TestModels.Tiny, 1, 13);
        var problem = Assert.Throws<ArgumentException>(() => model.call(tokens));
        Assert.Equal("The sequence has 13 tokens, but the model's context holds 12; pass the last 12.", problem.Message);
    }

    [Fact]
    public void RotaryScoresDependOnTheDistanceAlone()
    {
        using var scope = NewDisposeScope();
        using var rotary = new RotaryEmbedding(headSize: 8, contextLength: 32);
        var query = randn(8).expand(32, 8);
        var key = randn(8).expand(32, 8);
        var scores = TensorMath.MatMul(rotary.Apply(query), rotary.Apply(key).T); // [32, 32]
        Assert.Equal(scores[10, 4].item<float>(), scores[27, 21].item<float>(), 1e-4f);
        Assert.NotEqual(scores[10, 4].item<float>(), scores[10, 5].item<float>(), 1e-4f);
    }

    [Fact]
    public void TheAnglesOfALongContextAreMadeWhenTheyAreNeeded()
    {
        using var scope = NewDisposeScope();
        using var one = new RotaryEmbedding(headSize: 4, contextLength: 1 << 30); // all of them would take 32 GB
        using var other = new RotaryEmbedding(headSize: 4, contextLength: 1 << 30);
        var x = randn(1, 5000, 4);
        _ = one.Apply(x[.., ..3]);
        Assert.Equal(other.Apply(x).data<float>().ToArray(), one.Apply(x).data<float>().ToArray());
        Assert.Equal(other.Apply(x)[.., ..3].data<float>().ToArray(), one.Apply(x[.., ..3]).data<float>().ToArray());
    }

    [Fact]
    public void RmsNormBringsEveryVectorToUnitRootMeanSquare()
    {
        using var scope = NewDisposeScope();
        using var norm = new RmsNorm(16);
        var normed = norm.call(randn(5, 16) * 40);
        Assert.All(normed.square().mean([-1]).data<float>().ToArray(), square => Assert.Equal(1, square, 1e-3f));
    }
}
