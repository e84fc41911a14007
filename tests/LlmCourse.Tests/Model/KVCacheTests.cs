using LlmCourse.Generation;
using LlmCourse.Model;
using LlmCourse.Runtime;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

public class KVCacheTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadingTokenByTokenGivesTheNumbersOfReadingAtOnce(bool modern)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var model = new Gpt(modern ? TestModels.Modern with { Heads = 4, KeyValueHeads = 2 } : TestModels.Tiny);
        var tokens = TestModels.RandomTokens(model.Config, 3, 12);
        var whole = model.call(tokens);
        using var cache = new KVCache(model.Config, 3, 12);
        for (var place = 0; place < 12; place++)
        {
            var difference = (model.Next(tokens[.., place], cache) - whole[.., place]).abs().max().item<float>();
            Assert.True(difference < 1e-5, $"At {place} the difference is {difference}.");
        }

        Assert.Equal(12, cache.Length);
        Assert.Throws<ArgumentException>(() => model.Next(tokens[.., 0], cache));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new KVCache(TestModels.Tiny, 0, 3));
        Assert.Throws<ArgumentException>(() => new KVCache(TestModels.Tiny, 2, 13));
        Assert.Throws<ArgumentException>(() => new KVCache(TestModels.Tiny with { TokenShift = 0.5 }, 2, 3));
        using var cache = new KVCache(TestModels.Tiny, 2, 3);
        using var model = new Gpt(TestModels.Tiny);
        Assert.Throws<ArgumentException>(() => model.Next(zeros(3, dtype: int64), cache));
    }

    [Fact]
    public void TextsSideBySideAreThoseThatEachWouldBeAlone()
    {
        using var model = new Gpt(TestModels.Tiny);
        int[][] prompts = [[1, 2, 3], [4], [5, 6]];
        var together = ParallelSampler.Sample(model, prompts, end: 0, maxTokens: 8, new SeededRandom(1), temperature: 0);
        for (var row = 0; row < prompts.Length; row++)
        {
            Assert.Equal(together[row], ParallelSampler.Sample(model, [prompts[row]], end: 0, maxTokens: 8, new SeededRandom(2), temperature: 0)[0]);
            Assert.InRange(together[row].Length, 1, 8);
        }
    }

    [Fact]
    public void TokensComeAsOftenAsTheModelSays()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var scope = NewDisposeScope();
        var expected = model.call(tensor(new long[] { 3 }).unsqueeze(0))[0, 0].softmax(-1).data<float>().ToArray();
        var said = ParallelSampler.Sample(model, [.. Enumerable.Repeat(new[] { 3 }, 4000)], end: 0, maxTokens: 1, new SeededRandom(1));
        for (var token = 0; token < 17; token++)
        {
            Assert.Equal(expected[token], said.Count(text => text[0] == token) / 4000.0, 0.025);
        }
    }
}
