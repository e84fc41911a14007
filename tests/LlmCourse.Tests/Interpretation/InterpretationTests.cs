using LlmCourse.Interpretation;
using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Interpretation;

public class InterpretationTests
{
    [Theory]
    [MemberData(nameof(TestModels.Variants), MemberType = typeof(TestModels))]
    public void EveryHeadHasAMapWhoseRowsAddUpToOneAndLookAtNothingLater(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(config);
        var maps = AttentionMap.Of(model, TestModels.RandomTokens(config, 1, 9)[0]);
        Assert.Equal(config.Layers * config.Heads, maps.Count);
        Assert.Equal((config.Layers - 1, config.Heads - 1), (maps[^1].Layer, maps[^1].Head));
        Assert.All(maps, map =>
        {
            Assert.All(map.Weights, row => Assert.Equal(1, row.Sum(), 1e-5));
            Assert.All(Enumerable.Range(0, 9), t => Assert.All(map.Weights[t][(t + 1)..], weight => Assert.Equal(0, weight)));
        });
    }

    [Fact]
    public void TheMapsWeightsTimesTheValuesAreWhatAttentionMixes()
    {
        using var scope = NewDisposeScope();
        using var attention = new CausalSelfAttention(TestModels.Tiny, rotary: null);
        var x = randn([2, 7, 16], generator: new Generator(2));
        var values = nn.functional.linear(x, attention.get_parameter("queryKeyValue.weight")![32..]).view(2, 7, 2, 8).transpose(1, 2);
        var mixed = TensorMath.MatMul(attention.Weights(x), values).transpose(1, 2).flatten(2);
        var expected = nn.functional.linear(mixed, attention.get_parameter("output.weight")!);
        Assert.True(attention.call(x).allclose(expected, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void TheLastLensIsTheModelsOwnPrediction()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Modern);
        var tokens = TestModels.RandomTokens(TestModels.Modern, 1, 9);
        var bets = LogitLens.Of(model, tokens[0]);
        Assert.Equal([0, 1, 2], bets.Select(bet => bet.Layers));
        var own = model.call(tokens).softmax(-1)[0, 4].data<float>().ToArray();
        Assert.Equal(own, bets[^1].Probabilities[4]);
        Assert.NotEqual(own, bets[0].Probabilities[4]);
        var targets = TestModels.RandomTokens(TestModels.Modern, 1, 9, seed: 3);
        Assert.Equal(model.Loss(tokens, targets).item<float>(), bets[^1].Loss(targets.data<long>().ToArray()), 1e-5);
    }

    [Fact]
    public void StatisticsAreThoseOfTheStreamAndItsGradientAndLeaveTheModelsGradientsAlone()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny);
        var (tokens, targets) = (TestModels.RandomTokens(TestModels.Tiny, 3, 9), TestModels.RandomTokens(TestModels.Tiny, 3, 9, seed: 3));
        var statistics = LayerStatistic.Of(model, tokens, targets);
        Assert.Equal(["blocks.0", "blocks.1"], statistics.Select(layer => layer.Name));
        Assert.All(statistics, layer => Assert.True(layer.ActivationRms > Math.Abs(layer.ActivationMean) && layer.GradientRms > 0));
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));

        var stream = zeros(0);
        ModuleHooks.Run<TransformerBlock>(model, tokens, (_, _, _, output) => stream = output.detach().clone().DetachFromDisposeScope());
        stream.requires_grad_();
        nn.functional.cross_entropy(model.Unembed(stream).view(-1, 17), targets.reshape(-1)).backward();
        Assert.Equal(Rms(stream), statistics[1].ActivationRms, 1e-6);
        Assert.Equal(Rms(stream.grad!), statistics[1].GradientRms, 1e-7);
        stream.Dispose();
    }

    [Fact]
    public void ARecurrentModelHasStatisticsToo()
    {
        using var scope = NewDisposeScope();
        using var model = TestModels.Lstm.CreateModel();
        var statistics = LayerStatistic.Of(model, TestModels.RandomTokens(TestModels.Lstm, 3, 9), TestModels.RandomTokens(TestModels.Lstm, 3, 9));
        Assert.Equal(["layers.0", "layers.1"], statistics.Select(layer => layer.Name));
    }

    [Fact]
    public void AShapeTraceShowsEveryPartWithItsShapesAndParameters()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny);
        var trace = ShapeTrace.Of(model, TestModels.RandomTokens(TestModels.Tiny, 3, 9));
        Assert.Equal(new ShapeTrace("model", "Gpt", "[3, 9]", "[3, 9, 17]", TestModels.Tiny.ParameterCount), trace[0]);
        Assert.Contains(new ShapeTrace("    queryKeyValue", "Linear", "[3, 9, 16]", "[3, 9, 48]", 768), trace.Select(part => part with { Part = "    " + part.Part.Trim() }));
        Assert.Equal(["model", "tokenEmbedding", "positionEmbedding", "blocks.0", "attentionNorm", "attention", "queryKeyValue", "output", "feedForwardNorm"], trace.Take(9).Select(part => part.Part.Trim()));
        Assert.Equal([0, 4, 4, 4, 8, 8, 12, 12, 8], trace.Take(9).Select(part => part.Part.Length - part.Part.Trim().Length));
        Assert.Equal("finalNorm", trace[^1].Part.Trim());
        Assert.Equal(TestModels.Tiny.ParameterCount, trace.Where(part => part.Kind is "Embedding" or "Linear" or "LayerNorm").Sum(part => part.Parameters));
    }

    [Fact]
    public void LookingLeavesTheModelInTrainingAndWithoutHooks()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny with { Dropout = 0.5 });
        model.train();
        AttentionMap.Of(model, TestModels.RandomTokens(TestModels.Tiny, 1, 9)[0]);
        Assert.True(model.training);
        var problem = Assert.Throws<ArgumentException>(() => LogitLens.Of(model, TestModels.RandomTokens(TestModels.Tiny, 2, 9)));
        Assert.Equal("One sequence of tokens [T] is needed, but the shape is [2, 9]; take one row of the batch.", problem.Message);
        Assert.True(model.training, "A refused question left the model in evaluation mode.");
    }

    private static double Rms(Tensor x) => x.square().mean().sqrt().item<float>();
}
