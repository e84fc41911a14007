using LlmCourse.Model;
using LlmCourse.Model.Fast;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

public class MixtureOfExpertsTests
{
    private static readonly GptConfig Four = TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Active = 2 } };

    public static TheoryData<GptConfig> Variants => new(
        Four,
        Four with { Activation = ActivationKind.SwiGlu, Bias = true },
        Four with { Activation = ActivationKind.SquaredRelu, Experts = new ExpertOptions { Count = 16, Active = 1, Size = 12 } },
        Four with { Experts = new ExpertOptions { Count = 6, Active = 2, CapacityFactor = 0.7, Shared = 1, RouterZLossWeight = 0.01 } },
        Four with { Activation = ActivationKind.SwiGlu, Experts = new ExpertOptions { Count = 5, Active = 5, Size = 7 } },
        Four with { Activation = ActivationKind.GeluTanh, Experts = new ExpertOptions { Count = 3, Active = 1, CapacityFactor = 0.5, NoisyGating = true } },
        Four with { Experts = new ExpertOptions { Count = 4, Balancing = ExpertBalancing.Bias, FirstLayer = 1 } },
        Four with { Layers = 5, TiedHead = false, Experts = new ExpertOptions { Count = 4, FirstLayer = 1, LayerStep = 2, Shared = 2, Balancing = ExpertBalancing.None } });

    [Theory]
    [MemberData(nameof(Variants))]
    public void EveryDispatchGivesTheSameOutputsAndGradients(GptConfig config)
    {
        using var scope = NewDisposeScope();
        var x = Random(2, 24, config.EmbeddingSize);
        x.requires_grad = true;
        using var loop = Scrambled(config, ExpertDispatch.Loop, fast: false);
        var expected = Pass(loop, x);
        foreach (var fast in new[] { false, true })
        {
            using var batched = Scrambled(config, ExpertDispatch.Batched, fast);
            var actual = Pass(batched, x);
            Assert.Equal(expected.Select(pair => pair.Name), actual.Select(pair => pair.Name));
            foreach (var ((name, first), (_, second)) in expected.Zip(actual))
            {
                AssertClose(first, second, 1e-5, $"{name} (fast: {fast})");
            }
        }
    }

    [Fact]
    public void TheFastFormIsTestedWhereThereIsOne() =>
        Assert.Equal(MatrixProduct.IsAvailable, ExpertKernel.Supports(ones(2, 2), ActivationKind.Gelu));

    [SkippableFact]
    public void ManyWorkersFindTheSameNumbersAsOne()
    {
        Skip.IfNot(MatrixProduct.IsAvailable, "There is no fast product on this machine.");
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var (tokens, gates, gradient) = (randn([50, 16], generator: generator), rand([50, 2], generator: generator), randn([50, 16], generator: generator));
        var matrices = new ExpertMatrices(randn([5, 12, 16], generator: generator), randn([5, 16, 12], generator: generator), null);
        var routing = ExpertRouting.Of(rand([50, 5], generator: generator).topk(2, 1).indexes, 5, capacity: 22);
        List<Tensor> Numbers(int workers)
        {
            using var kernel = new ExpertKernel(ActivationKind.Gelu, workers);
            var (mixed, rows) = kernel.Forward(tokens, gates, matrices, routing);
            var (forTokens, forGates, forMatrices) = kernel.Backward(gradient, gates, matrices, rows, routing);
            return [mixed, forTokens, forGates, forMatrices.Up, forMatrices.Down];
        }

        Assert.All(Numbers(1).Zip(Numbers(3)), pair => AssertClose(pair.First, pair.Second, 0, "a number"));
    }

    [Fact]
    public void ATokenGetsTheWeightedSumOfItsExperts()
    {
        using var scope = NewDisposeScope();
        using var mixture = Scrambled(Four, ExpertDispatch.Batched);
        mixture.eval();
        var x = Random(1, 5, 16);
        var output = mixture.call(x);
        var probabilities = nn.functional.linear(x[0], mixture.get_parameter("router.score.weight")!).softmax(-1);
        for (var t = 0; t < 5; t++)
        {
            var (values, best) = probabilities[t].topk(2);
            var sum = zeros(16);
            for (var k = 0; k < 2; k++)
            {
                var expert = best[k].item<long>();
                var hidden = nn.functional.gelu(nn.functional.linear(x[0, t], mixture.get_parameter("up")![expert]));
                sum += values[k] / values.sum() * nn.functional.linear(hidden, mixture.get_parameter("down")![expert]);
            }

            AssertClose(sum, output[0, t], 1e-5, $"token {t}");
        }
    }

    [Fact]
    public void ASingleExpertIsAFeedForwardPart()
    {
        using var scope = NewDisposeScope();
        var config = TestModels.Tiny with { Experts = new ExpertOptions { Count = 1 } };
        using var mixture = Scrambled(config, ExpertDispatch.Batched);
        using var dense = new FeedForward(config);
        using var noGradients = no_grad();
        dense.get_parameter("up.weight")!.copy_(mixture.get_parameter("up")![0]);
        dense.get_parameter("down.weight")!.copy_(mixture.get_parameter("down")![0]);
        var x = Random(2, 7, 16);
        AssertClose(dense.call(x), mixture.call(x), 1e-5, "output");
    }

    [Fact]
    public void OneChoiceIsScaledByItsProbabilitySoThatTheRouterLearns()
    {
        using var scope = NewDisposeScope();
        using var mixture = Scrambled(TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Balancing = ExpertBalancing.None } }, ExpertDispatch.Batched);
        Assert.Null(mixture.AuxiliaryLoss);
        mixture.call(Random(2, 9, 16)).square().sum().backward();
        Assert.True(mixture.get_parameter("router.score.weight")!.grad!.abs().sum().item<float>() > 0);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.8)]
    [InlineData(2, 4.0)]
    public void EveryChoiceIsKeptOrDropped(int active, double factor)
    {
        using var scope = NewDisposeScope();
        using var mixture = Scrambled(TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Active = active, CapacityFactor = factor } }, ExpertDispatch.Batched);
        var output = mixture.call(Random(3, 11, 16));
        var routing = mixture.Routing!;
        Assert.Equal(33, routing.Tokens);
        Assert.Equal(33 * active, routing.Load.Sum());
        Assert.Equal(33 * active, routing.Kept.Sum() + routing.Dropped);
        Assert.Equal((int)(factor * 33 * active / 4), routing.Capacity);
        Assert.All(routing.Kept, kept => Assert.InRange(kept, 0, routing.Capacity!.Value));
        Assert.Equal(factor < 1, routing.Dropped > 0);
        Assert.Equal(routing.KeptChoices().Distinct().Count(), routing.Kept.Sum());

        // A token that nobody had room for gets nothing here: the residual stream alone carries it on.
        var silent = output.flatten(0, 1).abs().sum(1).eq(0).sum().item<long>();
        Assert.Equal(routing.UnservedTokens, silent);
    }

    [Fact]
    public void AFullExpertTurnsSecondChoicesAwayFirstAndLaterTokensBeforeEarlier()
    {
        var chosen = tensor(new long[] { 0, 1, 1, 0, 2, 0, 0, 2 }, 4, 2); // four tokens with two choices each
        var routing = ExpertRouting.Of(chosen, experts: 3, capacity: 2);
        Assert.Equal([4, 2, 2], routing.Load);
        Assert.Equal([2, 2, 2], routing.Kept);
        Assert.Equal(2, routing.Dropped);
        Assert.Equal([0, 6, 2, 1, 4, 7], routing.KeptChoices()); // expert 0 keeps the first choices of tokens 0 and 3
        Assert.Equal(0, routing.UnservedTokens);
    }

    [Fact]
    public void TheBalanceLossIsThatOfSwitch()
    {
        using var scope = NewDisposeScope();
        var config = TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, BalanceLossWeight = 0.3, RouterZLossWeight = 0.2 } };
        using var mixture = Scrambled(config, ExpertDispatch.Batched);
        var x = Random(2, 10, 16);
        _ = mixture.call(x);
        var logits = nn.functional.linear(x.flatten(0, 1), mixture.get_parameter("router.score.weight")!);
        var p = logits.softmax(-1);
        var f = nn.functional.one_hot(p.argmax(-1), 4).to(float32).mean([0]);
        var expected = (0.3 * 4 * (f * p.mean([0])).sum()) + (0.2 * logits.exp().sum(1).log().square().mean());
        Assert.Equal(expected.item<float>(), mixture.AuxiliaryLoss!.item<float>(), 1e-5);
    }

    [Fact]
    public void PerfectBalanceCostsAlphaAndOneBusyExpertCostsMore()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var mixture = Scrambled(TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, BalanceLossWeight = 1 } }, ExpertDispatch.Batched);
        var x = zeros(1, 8, 16);
        x[.., .., 0] = 1;
        mixture.get_parameter("router.score.weight")!.zero_();
        _ = mixture.call(x); // all probabilities are equal, whoever is chosen
        Assert.Equal(1, mixture.AuxiliaryLoss!.item<float>(), 1e-5);
        mixture.get_parameter("router.score.weight")![1, 0] = 20;
        _ = mixture.call(x);
        Assert.Equal(4, mixture.AuxiliaryLoss!.item<float>(), 1e-3);
    }

    [Fact]
    public void EvaluationAddsNoLossDropsNobodyAndMakesNoNoise()
    {
        using var scope = NewDisposeScope();
        var config = TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, CapacityFactor = 0.5, NoisyGating = true, RouterZLossWeight = 1 } };
        using var mixture = Scrambled(config, ExpertDispatch.Batched);
        var x = Random(2, 10, 16);
        var (first, second) = (mixture.call(x), mixture.call(x));
        Assert.True((first - second).abs().max().item<float>() > 0);
        Assert.True(mixture.Routing!.Dropped > 0);
        mixture.eval();
        AssertClose(mixture.call(x), mixture.call(x), 0, "output");
        Assert.Null(mixture.AuxiliaryLoss);
        Assert.Equal(0, mixture.Routing!.Dropped);
    }

    [Fact]
    public void TheBiasMovesAgainstTheLoadAndCountsInTheChoiceAlone()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var config = TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Active = 2, Balancing = ExpertBalancing.Bias, BiasRate = 0.1 } };
        using var mixture = Scrambled(config, ExpertDispatch.Batched);
        var x = Random(2, 10, 16);
        var before = mixture.call(x);
        Assert.Null(mixture.AuxiliaryLoss);
        var load = mixture.Routing!.Load;
        mixture.Rebalance();
        Assert.Equal(load.Select(count => (float)(0.1 * Math.Sign(10 - count))), mixture.SelectionBias!.data<float>().ToArray());
        Assert.NotEqual(load, Loads(mixture, x));
        mixture.SelectionBias!.fill_(7); // the same for all changes no choice, and so nothing
        AssertClose(before, mixture.call(x), 1e-6, "output");
        mixture.SelectionBias!.zero_();
        mixture.SelectionBias![3] = 9;
        Assert.Equal(20, Loads(mixture, x)[3]);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void ParametersAreAsManyAsTheFormulaSays(GptConfig config)
    {
        using var model = new Gpt(config);
        Assert.Equal(config.ParameterCount, model.parameters().Sum(parameter => parameter.numel()));
        var experts = model.named_parameters().Where(p => p.parameter.dim() == 3).ToList();
        var idle = experts.Sum(p => p.parameter.numel() * (config.Experts!.Count - config.Experts.Active) / config.Experts.Count);
        Assert.Equal(config.ParameterCount - idle, config.ActiveParameterCount);
        Assert.Equal(config.ExpertLayers, model.Mixtures.Count);
    }

    [Fact]
    public void OnlyActiveExpertsCostArithmetic()
    {
        var dense = GptConfig.ShakespeareChar;
        var mixture = dense with { Experts = new ExpertOptions { Count = 16, Active = 2, Size = 256 } };
        const long router = 4 * 128 * 16;
        Assert.Equal(dense.ForwardFlopsPerToken(64) + (2 * router), mixture.ForwardFlopsPerToken(64));
        Assert.Equal(dense.ParameterCount + router + (4 * 14 * 2 * 128 * 256), mixture.ParameterCount);
        Assert.Equal(dense.ParameterCount + router, mixture.ActiveParameterCount);
    }

    [Fact]
    public void LaterTokensCannotInfluenceEarlierOnes()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Four);
        model.eval();
        var tokens = TestModels.RandomTokens(Four, 2, 12);
        var before = model.call(tokens);
        tokens[.., 8..] = 3;
        AssertClose(before[.., ..8], model.call(tokens)[.., ..8], 1e-6, "logits");
    }

    private static IReadOnlyList<int> Loads(MixtureOfExperts mixture, Tensor x)
    {
        _ = mixture.call(x);
        return mixture.Routing!.Load;
    }

    private static Tensor Random(params long[] shape)
    {
        using var generator = new Generator(5);
        return randn(shape, generator: generator);
    }

    /// <summary>Output, auxiliary loss and all gradients of one pass in training.</summary>
    private static List<(string Name, Tensor Value)> Pass(MixtureOfExperts mixture, Tensor x)
    {
        x.grad = null;
        random.manual_seed(3); // noise
        var output = mixture.call(x);
        var loss = (output * Random(output.shape)).sum();
        loss = mixture.AuxiliaryLoss is { } extra ? loss + extra : loss;
        loss.backward();
        return
        [
            ("output", output), ("loss", loss), ("input", x.grad!.clone()),
            .. mixture.named_parameters().Select(p => (p.name, p.parameter.grad!)),
        ];
    }

    /// <summary>A mixture whose weights are large enough that each of them matters.</summary>
    private static MixtureOfExperts Scrambled(GptConfig config, ExpertDispatch dispatch, bool fast = true)
    {
        var mixture = new MixtureOfExperts(config with { Experts = config.Experts! with { Dispatch = dispatch } }) { UseFastKernels = fast };
        using var noGradients = no_grad();
        using var generator = new Generator(11);
        foreach (var parameter in mixture.parameters())
        {
            parameter.normal_(0, 0.3, generator);
        }

        return mixture;
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance, string name)
    {
        var difference = (expected - actual).abs().max().item<float>() / Math.Max(1e-12, expected.abs().max().item<float>());
        Assert.True(difference <= tolerance, $"{name} differs by {difference:E1} of its scale.");
    }
}
