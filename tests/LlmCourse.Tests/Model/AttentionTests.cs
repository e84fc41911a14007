using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

public class AttentionTests
{
    private static GptConfig FourHeads { get; } = TestModels.Tiny with { Heads = 4, Bias = true };

    [Theory]
    [InlineData(PositionKind.Learned)]
    [InlineData(PositionKind.Rotary)]
    [InlineData(PositionKind.Alibi)]
    public void AttentionIsTheSoftmaxOfScaledScoresTimesTheValues(PositionKind positions)
    {
        using var scope = NewDisposeScope();
        var config = FourHeads with { Positions = positions };
        using var rotary = positions == PositionKind.Rotary ? new RotaryEmbedding(config.HeadSize, config.ContextLength) : null;
        using var attention = new CausalSelfAttention(config, rotary);
        var x = randn([2, 9, 16], generator: new Generator(1));
        var heads = nn.functional.linear(x, attention.get_parameter("queryKeyValue.weight")!, attention.get_parameter("queryKeyValue.bias")!)
            .view(2, 9, 3, 4, 4).permute(2, 0, 3, 1, 4); // [3, B, H, T, D]
        var (queries, keys) = rotary is null ? (heads[0], heads[1]) : (rotary.Apply(heads[0]), rotary.Apply(heads[1]));
        var scores = TensorMath.MatMul(queries, keys.transpose(-1, -2)) / Math.Sqrt(4); // [B, H, T, T]
        if (positions == PositionKind.Alibi)
        {
            scores += AlibiBias.Create(4, 9, CPU);
        }

        scores = scores.masked_fill(ones(9, 9, dtype: ScalarType.Bool).triu(1), double.NegativeInfinity);
        var mixed = TensorMath.MatMul(scores.softmax(-1), heads[2]).transpose(1, 2).reshape(2, 9, 16);
        var expected = nn.functional.linear(mixed, attention.get_parameter("output.weight")!, attention.get_parameter("output.bias")!);
        Assert.True(attention.call(x).allclose(expected, rtol: 1e-5, atol: 1e-6));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void GroupedQueriesEqualFullAttentionWhoseHeadsShareTheirKeysAndValues(int shared)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var config = FourHeads with { Positions = PositionKind.Rotary };
        using var grouped = new Gpt(config with { KeyValueHeads = shared });
        using var full = new Gpt(config);
        foreach (var (name, parameter) in full.named_parameters())
        {
            var source = grouped.get_parameter(name)!;
            parameter.copy_(name.Contains("queryKeyValue", StringComparison.Ordinal) ? Spread(source, shared) : source);
        }

        var tokens = TestModels.RandomTokens(config, 2, 12);
        Assert.True(grouped.call(tokens).allclose(full.call(tokens), rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void AlibiSlopesAreThePapers()
    {
        Assert.Equal([0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.00390625], AlibiBias.Slopes(8));
        Assert.Equal([.. AlibiBias.Slopes(8), Math.Pow(2, -0.5), Math.Pow(2, -1.5), Math.Pow(2, -2.5), Math.Pow(2, -3.5)], AlibiBias.Slopes(12));
    }

    [Fact]
    public void AlibiLowersAScoreByTheDistanceTimesTheSlope()
    {
        using var bias = AlibiBias.Create(8, 6, CPU);
        Assert.Equal(0, bias[3, 5, 5].item<float>());
        Assert.Equal(-4 * 0.0625f, bias[3, 5, 1].item<float>());
        Assert.True(float.IsNegativeInfinity(bias[3, 1, 5].item<float>()));
    }

    [Fact]
    public void SinusoidsAreThePapersSinesAndCosines()
    {
        using var vectors = SinusoidalEmbedding.Create(20, 6, CPU);
        Assert.Equal([20L, 6L], vectors.shape);
        Assert.Equal(Math.Sin(7 / Math.Pow(10_000, 2 / 6.0)), vectors[7, 2].item<float>(), 1e-6);
        Assert.Equal(Math.Cos(7 / Math.Pow(10_000, 4 / 6.0)), vectors[7, 5].item<float>(), 1e-6);
    }

    [Fact]
    public void WithoutPositionsAndMaskedToThePastTheOrderOfEarlierTokensIsInvisible()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny with { Layers = 1, Positions = PositionKind.None });
        var (first, second) = (model.call(tensor(new long[,] { { 3, 5, 8, 1 } })), model.call(tensor(new long[,] { { 8, 3, 5, 1 } })));
        Assert.True(first[0, 3].allclose(second[0, 3], rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void LinearScalingTurnsAPositionAsFarAsAnEarlierOne()
    {
        using var scope = NewDisposeScope();
        using var plain = new RotaryEmbedding(8, 32);
        using var stretched = new RotaryEmbedding(8, 32, scaling: new RotaryScaling { Factor = 4 });
        var x = randn(8).expand(32, 8);
        Assert.True(plain.Apply(x)[5].allclose(stretched.Apply(x)[20], rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Llama3ScalingLeavesShortWavelengthsAloneAndSlowsLongOnes()
    {
        var scaling = new RotaryScaling { Kind = RotaryScalingKind.Llama3, Factor = 8, OriginalContextLength = 8192 };
        Assert.Equal(1, scaling.Apply(1));
        Assert.Equal(1e-5 / 8, scaling.Apply(1e-5), 1e-12);
        var between = 2 * Math.PI / 4096; // two turns in the old context: a third of the way from 1 to 4
        Assert.Equal((between / 3) + (2 * between / 3 / 8), scaling.Apply(between), 1e-12);
    }

    [Fact]
    public void PostNormLeavesEveryPositionNormalised()
    {
        using var scope = NewDisposeScope();
        using var block = new TransformerBlock(TestModels.Tiny with { NormPlacement = NormPlacement.Post }, rotary: null);
        var x = block.call(randn(2, 5, 16) * 30);
        Assert.True(x.mean([-1]).abs().max().item<float>() < 1e-5);
        Assert.True((x.var(-1, unbiased: false) - 1).abs().max().item<float>() < 1e-2);
    }

    /// <summary>Copies each shared head of keys and values to all the queries of its group. [(4 + 2K)·D, …] -> [12·D, …].</summary>
    private static Tensor Spread(Tensor source, int shared)
    {
        var parts = source.split([16, shared * 4, shared * 4], 0);
        Tensor Repeat(Tensor part) => part.unflatten(0, shared, 4).repeat_interleave(4 / shared, 0).flatten(0, 1);
        return cat([parts[0], Repeat(parts[1]), Repeat(parts[2])]);
    }
}
