using LlmCourse.Interpretation;
using LlmCourse.Model;
using LlmCourse.Model.Fast;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Interpretation;

public class AblationTests
{
    private static readonly GptConfig Config = TestModels.Tiny with { Bias = true };

    [Fact]
    public void AHeadOfZerosIsAHeadWhosePartOfTheOutputMatrixIsZero()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        var tokens = TestModels.RandomTokens(Config, 2, 9);
        Tensor silenced;
        using (HeadAblation.Zero(model, new AttentionHead(1, 0)))
        {
            silenced = model.call(tokens).detach();
        }

        var whole = model.call(tokens).detach();
        using (no_grad())
        {
            model.get_parameter("blocks.1.attention.output.weight")![.., ..8] = 0;
        }

        Assert.True(silenced.allclose(model.call(tokens), rtol: 1e-5, atol: 1e-6));
        Assert.False(silenced.allclose(whole, rtol: 1e-5, atol: 1e-6), "The head said nothing before.");
    }

    [Fact]
    public void AHeadAtItsMeanSaysTheSameEverywhere()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        var tokens = TestModels.RandomTokens(Config, 4, 9);
        var before = Activations.InputOf(model, "blocks.0.attention.output", tokens);
        using var ablation = HeadAblation.Mean(model, tokens, new AttentionHead(0, 1));
        var heard = Activations.OutputOf(model, "blocks.0.attention.output", tokens);
        var constant = before.clone();
        constant[.., .., 8..] = before.mean([0, 1])[8..];
        var (weight, bias) = (model.get_parameter("blocks.0.attention.output.weight")!, model.get_parameter("blocks.0.attention.output.bias")!);
        Assert.True(heard.allclose(nn.functional.linear(constant, weight, bias), rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void APatchFromAnotherRunCarriesThatRunsPrediction()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        var (here, there) = (TestModels.RandomTokens(Config, 1, 9), TestModels.RandomTokens(Config, 1, 9, seed: 3));
        var stream = Activations.OutputOf(model, "blocks.1", there);
        using var patch = ActivationPatch.OnOutput(model, "blocks.1", _ => stream.alias());
        Assert.True(model.call(here).allclose(model.Unembed(stream), 0, 0));
    }

    [Fact]
    public void AfterwardsTheModelIsAsBeforeAndMeanwhileItHasNoFastForm()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        var tokens = TestModels.RandomTokens(Config, 1, 9);
        var before = model.call(tokens).detach();
        using (HeadAblation.Zero(model, AttentionHead.AllOf(Config)))
        {
            Assert.Null(FastGpt.TryCreate(model)); // it would not hear of the patch
        }

        Assert.True(model.UseFastKernels);
        Assert.True(before.allclose(model.call(tokens), 0, 0));
    }

    [Theory]
    [MemberData(nameof(TestModels.Variants), MemberType = typeof(TestModels))]
    public void HeldPatternsAloneChangeNothing(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(config);
        model.eval();
        var tokens = TestModels.RandomTokens(config, 2, 9);
        var before = model.call(tokens).detach();
        using var held = HeldPatterns.Of(model, tokens);
        Assert.True(before.allclose(model.call(tokens), rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void WithHeldPatternsASilencedHeadMovesNobodysAttention()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        var tokens = TestModels.RandomTokens(Config, 2, 9);
        var head = new AttentionHead(0, 1);
        var before = Mixed(model, tokens);
        using var held = HeldPatterns.Of(model, tokens);
        using var ablation = HeadAblation.Zero(model, head);
        var values = Values(model, tokens);
        var after = Mixed(model, tokens);
        var expected = before.Weights.matmul(values.transpose(1, 2)).transpose(1, 2).flatten(2);
        Assert.True(after.Output.allclose(expected, rtol: 1e-5, atol: 1e-6), "The old pattern over the new values.");
        Assert.False(after.Output.allclose(before.Output, rtol: 1e-5, atol: 1e-6), "What the silenced head said is no longer read.");
    }

    [Fact]
    public void PatternsThatWereLetGoLeaveTheModelAsItWas()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        var (tokens, longer) = (TestModels.RandomTokens(Config, 1, 9), TestModels.RandomTokens(Config, 1, 10));
        var before = model.call(longer).detach();
        using (HeldPatterns.Of(model, tokens))
        {
            Assert.Null(FastGpt.TryCreate(model)); // it would not hear of them
            Assert.Contains("9 tokens, but the model was given 1 of 10", Assert.Throws<ArgumentException>(() => model.call(longer)).Message, StringComparison.Ordinal);
        }

        Assert.True(before.allclose(model.call(longer), 0, 0));
    }

    [Theory]
    [MemberData(nameof(TestModels.Variants), MemberType = typeof(TestModels))]
    public void AllDistancesTogetherAreAllThatTheHeadsSay(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(config);
        model.eval();
        var tokens = TestModels.RandomTokens(config, 2, 5);
        var ablations = Enumerable.Range(0, 5).Select(distance => DistanceAblation.Of(model, 1, distance)).ToList();
        var piecewise = model.call(tokens).detach();
        ablations.ForEach(ablation => ablation.Dispose());
        using var silenced = HeadAblation.Mean(model, tokens, AttentionHead.AllOf(config).Where(head => head.Layer == 1));
        Assert.True(piecewise.allclose(model.call(tokens), rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void WithoutOneDistanceTheHeadsSayTheRest()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Config);
        var tokens = TestModels.RandomTokens(Config, 2, 9);
        var whole = Mixed(model, tokens);
        var values = Values(model, tokens);
        var part = zeros_like(values); // position t takes so much of position t - 2, head by head
        for (var t = 2; t < 9; t++)
        {
            part[.., t] = whole.Weights[.., .., t, t - 2].unsqueeze(-1) * values[.., t - 2];
        }

        using (DistanceAblation.Of(model, 1, distance: 2))
        {
            var expected = whole.Output - part.flatten(2) + part.flatten(2).mean([0, 1]);
            Assert.True(Activations.InputOf(model, "blocks.1.attention.output", tokens).allclose(expected, rtol: 1e-4, atol: 1e-6));
        }

        Assert.True(whole.Output.allclose(Activations.InputOf(model, "blocks.1.attention.output", tokens), 0, 0));
    }

    [Fact]
    public void ADistanceOrALayerThatIsNotThereIsRefused()
    {
        using var model = new Gpt(Config);
        Assert.Throws<ArgumentOutOfRangeException>(() => DistanceAblation.Of(model, 0, distance: -1));
        Assert.Contains("no part blocks.2.attention", Assert.Throws<ArgumentException>(() => DistanceAblation.Of(model, 2, distance: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHeadOrAPartThatIsNotThereIsRefused()
    {
        using var model = new Gpt(Config);
        Assert.Equal(
            "There is no head 2 in layer 1, counted from 0: the model has 2 layers of 2 heads.",
            Assert.Throws<ArgumentException>(() => HeadAblation.Zero(model, new AttentionHead(1, 2))).Message);
        Assert.Contains("no part blocks.7", Assert.Throws<ArgumentException>(() => ActivationPatch.OnInput(model, "blocks.7", x => x)).Message, StringComparison.Ordinal);
    }

    /// <summary>The values of the second layer. [B, T, H, D]</summary>
    private static Tensor Values(Gpt model, Tensor tokens)
    {
        const string part = "blocks.1.attention.queryKeyValue";
        var all = nn.functional.linear(Activations.InputOf(model, part, tokens), model.get_parameter($"{part}.weight")!, model.get_parameter($"{part}.bias"));
        return all[.., .., 32..].view(tokens.shape[0], tokens.shape[1], 2, 8);
    }

    /// <summary>The pattern of the second layer, [B, H, T, T], and what its heads say, [B, T, H·D].</summary>
    private static (Tensor Weights, Tensor Output) Mixed(Gpt model, Tensor tokens)
    {
        var input = Activations.InputOf(model, "blocks.1.attention", tokens);
        var attention = model.named_modules().Single(module => module.name == "blocks.1.attention").module;
        return (((CausalSelfAttention)attention).Weights(input), Activations.InputOf(model, "blocks.1.attention.output", tokens));
    }
}
