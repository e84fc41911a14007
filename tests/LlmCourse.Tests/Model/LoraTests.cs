using LlmCourse.Model;
using LlmCourse.Model.Fast;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

public class LoraTests
{
    private static readonly LoraOptions Rank3 = new() { Rank = 3, Alpha = 6 };

    public static TheoryData<GptConfig> Variants => new(
        TestModels.Tiny, TestModels.Modern, TestModels.Tiny with { Bias = true }, TestModels.Modern with { Heads = 4, KeyValueHeads = 2 }, TestModels.Tiny with { FeedForwardSize = 0 });

    [Theory]
    [MemberData(nameof(Variants))]
    public void FreshAdaptersChangeNothing(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(config);
        using var adapted = Lora.Attach(model, Rank3);
        Assert.Equal(0, Difference(model, adapted), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void MergedAdaptersGiveTheSameOutputs(GptConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(config);
        using var adapted = Lora.Attach(model, Rank3);
        Scramble(adapted);
        using var merged = Lora.Merge(adapted);
        Assert.True(Difference(model, adapted) > 0.01); // they do say something
        Assert.Equal(0, Difference(merged, adapted), 1e-5);
        Assert.Null(merged.Config.Lora);
        Assert.All(merged.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void TheConfigCountsTheAdapters(GptConfig config)
    {
        using var model = new Gpt(config);
        using var adapted = Lora.Attach(model, Rank3);
        Assert.Equal(adapted.Config.ParameterCount, adapted.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(adapted.Config.AdapterParameterCount, adapted.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()));
        Assert.Equal(adapted.Config, GptConfig.FromJson(adapted.Config.ToJson()));
    }

    [Fact]
    public void TheChangeIsTheProductOfBothMatricesTimesTheScale()
    {
        using var scope = NewDisposeScope();
        using var layer = new LoraLinear(2, 2, hasBias: true, new LoraOptions { Rank = 1, Alpha = 4 });
        var numbers = layer.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        using (no_grad())
        {
            numbers["weight"].copy_(tensor(new float[,] { { 1, 2 }, { 3, 4 } }));
            numbers["bias"].copy_(tensor(new float[] { 10, 20 }));
            numbers["loraDown"].copy_(tensor(new float[,] { { 1, -1 } }));
            numbers["loraUp"].copy_(tensor(new float[,] { { 2 }, { 5 } }));
        }

        // x = (3, 1): W·x + b = (15, 33); A·x = 2, B·2 = (4, 10), times α/r = 4: (16, 40)
        Assert.Equal([31f, 73f], layer.call(tensor(new float[] { 3, 1 })).data<float>().ToArray());
        Assert.Equal([9f, -6f, 23f, -16f], layer.Merged().data<float>().ToArray());
    }

    [Fact]
    public void TheFastKernelsLeaveAdaptersAlone()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var adapted = Lora.Attach(model, Rank3);
        Assert.Null(FastGpt.TryCreate(adapted));
    }

    [Fact]
    public void WhatMakesNoSenseIsRefused()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var adapted = Lora.Attach(model, Rank3);
        Assert.Throws<ArgumentException>(() => Lora.Merge(model));
        Assert.Throws<ArgumentException>(() => Lora.Attach(adapted, Rank3));
        Assert.Throws<ArgumentException>(() => Lora.Attach(model, new LoraOptions { Rank = 0 }));
        Assert.Throws<ArgumentException>(() => (TestModels.Tiny with { Lora = Rank3, Experts = new ExpertOptions { Count = 2 } }).Validate());
        using var folder = new TemporaryFolder();
        using var publishable = new Gpt(TestModels.Tiny with { Bias = true });
        using var changed = Lora.Attach(publishable, Rank3);
        Assert.Contains("merge the adapters first", Assert.Throws<ArgumentException>(() => changed.SavePretrained(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static void Scramble(Gpt adapted)
    {
        using var noGradients = no_grad();
        using var generator = new Generator(3);
        foreach (var (name, parameter) in adapted.named_parameters().Where(p => p.name.EndsWith("loraUp", StringComparison.Ordinal)))
        {
            parameter.normal_(0, 0.3, generator);
        }
    }

    private static double Difference(Gpt one, Gpt other)
    {
        using var noGradients = no_grad();
        var tokens = TestModels.RandomTokens(one.Config, 3, 10);
        one.eval();
        other.eval();
        return (one.call(tokens) - other.call(tokens)).abs().max().item<float>();
    }
}
