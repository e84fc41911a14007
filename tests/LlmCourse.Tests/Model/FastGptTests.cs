using LlmCourse.Model;
using LlmCourse.Model.Fast;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

public class FastGptTests
{
    // A setting that is not in this list is one that the fast form has never heard of: teach it, or let it decline the config, then add it.
    private static readonly string[] KnownSettings =
    [
        "VocabularySize", "ContextLength", "Layers", "Heads", "EmbeddingSize", "FeedForwardSize", "Positions", "RotaryBase", "Norm", "QueryKeyNorm",
        "Activation", "Bias", "TiedHead", "Dropout", "TokenShift", "Initialization",

        // Declined by FastGpt.Supports unless they are as in GPT-2:
        "KeyValueHeads", "AttentionHeadSize", "RotaryScaling", "NormPlacement", "NormEpsilon", "QueryKeyValueBias", "Experts", "Lora",
    ];

    private static readonly GptConfig Odd = TestModels.Tiny with { ContextLength = 71, EmbeddingSize = 30, Heads = 3, VocabularySize = 13 };

    public static TheoryData<GptConfig> Variants => new(
        [
            .. TestModels.Variants.Cast<object[]>().Select(row => (GptConfig)row[0]).Where(config => config.Positions is PositionKind.Learned or PositionKind.Rotary)
                .Select(config => config with { QueryKeyNorm = false, KeyValueHeads = null, AttentionHeadSize = null, QueryKeyValueBias = null }),
            TestModels.Tiny with { Norm = NormKind.RmsNorm, Bias = true },
            TestModels.Tiny with { TokenShift = 0.5, Activation = ActivationKind.SquaredRelu },
            Odd,
            Odd with { Positions = PositionKind.Rotary, Bias = true, TokenShift = 0.3 },
            TestModels.Tiny with { ContextLength = 150, EmbeddingSize = 64, Bias = true },
            TestModels.Tiny with { ContextLength = 520, Layers = 1 },
        ]);

    [SkippableTheory]
    [MemberData(nameof(Variants), MemberType = typeof(FastGptTests))]
    public void TheLogitsAreThoseOfThePlainModel(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = Scrambled(config);
        using var fast = Create(model);
        var tokens = TestModels.RandomTokens(config, 3, config.ContextLength - 1);
        using var noGradients = no_grad();
        AssertClose(model.call(tokens), fast.Logits(tokens), 1e-5, "logits");
    }

    [SkippableTheory]
    [MemberData(nameof(Variants), MemberType = typeof(FastGptTests))]
    public void TheLossAndEveryGradientAreThoseOfThePlainModel(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = Scrambled(config);
        using var gradients = new FlatGradients(model.named_parameters().Select(p => (p.name, p.parameter)));
        using var fast = Create(model, gradients);
        var (tokens, targets) = (TestModels.RandomTokens(config, 5, config.ContextLength), TestModels.RandomTokens(config, 5, config.ContextLength, seed: 8));
        var loss = model.Loss(tokens, targets);
        loss.backward();
        var expected = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone());

        gradients.Reset();
        Assert.Equal(loss.item<float>(), fast.LossAndGradients(tokens, targets), 1e-5);
        Assert.Equal(loss.item<float>(), fast.Loss(tokens, targets), 1e-5);
        foreach (var (name, parameter) in model.named_parameters())
        {
            AssertClose(expected[name], parameter.grad!, 1e-4, name);
        }
    }

    [SkippableFact]
    public void TargetsThatAreLeftOutCountNeitherInTheLossNorInTheGradients()
    {
        using var scope = NewDisposeScope();
        using var model = Scrambled(TestModels.Tiny);
        using var gradients = new FlatGradients(model.named_parameters().Select(p => (p.name, p.parameter)));
        using var fast = Create(model, gradients);
        var (tokens, targets) = (TestModels.RandomTokens(model.Config, 4, 12), TestModels.RandomTokens(model.Config, 4, 12, seed: 8));
        targets[.., ..5] = LanguageModel.NoTarget;
        var loss = model.Loss(tokens, targets);
        loss.backward();
        var expected = model.parameters().Select(parameter => parameter.grad!.clone()).ToList();
        gradients.Reset();
        Assert.Equal(loss.item<float>(), fast.LossAndGradients(tokens, targets), 1e-5);
        Assert.Equal(loss.item<float>(), fast.Loss(tokens, targets), 1e-5);
        foreach (var (first, parameter) in expected.Zip(model.parameters()))
        {
            AssertClose(first, parameter.grad!, 1e-4, "gradient");
        }
    }

    [SkippableTheory]
    [InlineData(17)]
    [InlineData(-1)]
    public void ATokenThatTheModelDoesNotKnowIsRefused(long unknown)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny);
        using var fast = Create(model);
        var (good, bad) = (TestModels.RandomTokens(model.Config, 2, 12), TestModels.RandomTokens(model.Config, 2, 12));
        bad[1, 3] = unknown;
        var expected = $"The batch holds the token {unknown}, but the model knows 0 to 16; use the tokenizer that the model was made for.";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => fast.Loss(bad, good)).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => fast.Loss(good, bad)).Message);
    }

    [SkippableFact]
    public void TwoWorkersFindTheSameGradientsAsOne()
    {
        using var scope = NewDisposeScope();
        using var model = Scrambled(TestModels.Modern with { QueryKeyNorm = false });
        using var gradients = new FlatGradients(model.named_parameters().Select(p => (p.name, p.parameter)));
        using var fast = Create(model, gradients);
        var tokens = TestModels.RandomTokens(model.Config, 5, 12);
        gradients.Reset();
        var one = fast.LossAndGradients(tokens, tokens, workers: 1);
        var expected = model.parameters().Select(parameter => parameter.grad!.clone()).ToList();
        gradients.Reset();
        Assert.Equal(one, fast.LossAndGradients(tokens, tokens, workers: 3), 1e-6);
        foreach (var (first, parameter) in expected.Zip(model.parameters()))
        {
            AssertClose(first, parameter.grad!, 1e-5, "gradient");
        }
    }

    [SkippableFact]
    public void GradientsOfSeveralBatchesAddUp()
    {
        using var scope = NewDisposeScope();
        using var model = Scrambled(TestModels.Tiny);
        using var gradients = new FlatGradients(model.named_parameters().Select(p => (p.name, p.parameter)));
        using var fast = Create(model, gradients);
        var tokens = TestModels.RandomTokens(model.Config, 4, 12);
        gradients.Reset();
        fast.LossAndGradients(tokens, tokens);
        var once = model.parameters().Select(parameter => parameter.grad!.clone()).ToList();
        gradients.Reset();
        fast.LossAndGradients(tokens, tokens, 0.5);
        fast.LossAndGradients(tokens, tokens, 0.5);
        foreach (var (first, parameter) in once.Zip(model.parameters()))
        {
            AssertClose(first, parameter.grad!, 1e-5, "gradient");
        }
    }

    [Fact]
    public void WhatTheFastFormDoesNotKnowItDeclines()
    {
        using var plain = new Gpt(TestModels.Tiny) { UseFastKernels = false };
        Assert.Null(FastGpt.TryCreate(plain));
        using var withDropout = new Gpt(TestModels.Tiny with { Dropout = 0.1 });
        using var gradients = new FlatGradients(withDropout.named_parameters().Select(p => (p.name, p.parameter)));
        Assert.Null(FastGpt.TryCreate(withDropout, gradients));
        GptConfig[] unknown =
        [
            TestModels.Tiny with { KeyValueHeads = 1 }, TestModels.Tiny with { AttentionHeadSize = 6 }, TestModels.Tiny with { QueryKeyNorm = true },
            TestModels.Tiny with { NormPlacement = NormPlacement.Post }, TestModels.Tiny with { NormEpsilon = 1e-6 }, TestModels.Tiny with { QueryKeyValueBias = true },
            TestModels.Tiny with { Positions = PositionKind.Alibi }, TestModels.Tiny with { Activation = ActivationKind.GeluTanh },
            TestModels.Tiny with { Experts = new ExpertOptions { Count = 4 } },
        ];
        foreach (var config in unknown)
        {
            using var model = new Gpt(config);
            Assert.Null(FastGpt.TryCreate(model));
        }

        using var wider = new Gpt(TestModels.Tiny);
        wider.to(float64);
        Assert.Null(FastGpt.TryCreate(wider));
    }

    [Fact]
    public void EverySettingOfAConfigIsKnownToTheFastForm() =>
        Assert.Equal(KnownSettings.Order(), typeof(GptConfig).GetProperties().Where(p => p.SetMethod is not null && !p.GetMethod!.IsStatic).Select(p => p.Name).Order());

    [SkippableTheory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 33, 300)]
    [InlineData(64, 65, 128)]
    [InlineData(9, 1100, 17)]
    public void ProductsEqualLibtorchsInEveryArrangement(int m, int n, int k)
    {
        Skip.IfNot(MatrixProduct.IsAvailable, "There is no fast product on this machine.");
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var (a, b) = (randn([m, k], generator: generator), randn([k, n], generator: generator));
        var expected = a.mm(b);
        foreach (var (turnA, turnB, accumulate) in from x in new[] { false, true } from y in new[] { false, true } from z in new[] { false, true } select (x, y, z))
        {
            var result = ones(m, n);
            Multiply(turnA ? a.T.contiguous() : a, turnA, turnB ? b.T.contiguous() : b, turnB, accumulate, result, m, n, k);
            AssertClose(accumulate ? expected + 1 : expected, result, 1e-5, $"{turnA} {turnB} {accumulate}");
        }
    }

    [SkippableTheory]
    [InlineData(1, 3)]
    [InlineData(5, 300)]
    [InlineData(33, 7)]
    [InlineData(70, 513)]
    [InlineData(1100, 9)]
    public unsafe void ASymmetricProductIsTheWholeOneToTheLastBit(int n, int k)
    {
        Skip.IfNot(MatrixProduct.IsAvailable, "There is no fast product on this machine.");
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        using var product = new MatrixProduct();
        var (x, whole, half) = (randn([n, k], generator: generator), zeros(n, n), ones(n, n));
        product.Multiply(n, n, k, PlainMemory.PointerTo(x), k, 1, PlainMemory.PointerTo(x), 1, k, false, PlainMemory.PointerTo(whole), n);
        product.Symmetric(n, k, PlainMemory.PointerTo(x), k, 1, PlainMemory.PointerTo(x), 1, k, PlainMemory.PointerTo(half));
        Assert.Equal(whole.data<float>().ToArray(), half.data<float>().ToArray());
    }

    private static unsafe void Multiply(Tensor a, bool turnA, Tensor b, bool turnB, bool accumulate, Tensor c, int m, int n, int k)
    {
        using var product = new MatrixProduct();
        product.Multiply(m, n, k, PlainMemory.PointerTo(a), turnA ? 1 : k, turnA ? m : 1,
            PlainMemory.PointerTo(b), turnB ? 1 : n, turnB ? k : 1, accumulate, PlainMemory.PointerTo(c), n);
    }

    private static FastGpt Create(Gpt model, FlatGradients? gradients = null)
    {
        Skip.IfNot(MatrixProduct.IsAvailable, "There is no fast product on this machine.");
        var fast = FastGpt.TryCreate(model, gradients);
        Skip.If(fast is null, "The fast form declines this config, and the plain one serves.");
        return fast;
    }

    /// <summary>A model whose gains, biases and zero matrices are random too, so that none of them can hide a mistake.</summary>
    private static Gpt Scrambled(GptConfig config)
    {
        var model = new Gpt(config);
        using var noGradients = no_grad();
        using var generator = new Generator(11);
        foreach (var parameter in model.parameters())
        {
            using var noise = randn(parameter.shape, generator: generator) * 0.2;
            parameter.add_(noise);
        }

        return model;
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance, string name)
    {
        var difference = (expected - actual).abs().max().item<float>() / expected.abs().max().item<float>();
        Assert.True(difference <= tolerance, $"{name} differs by {difference:E1} of its scale.");
    }
}
