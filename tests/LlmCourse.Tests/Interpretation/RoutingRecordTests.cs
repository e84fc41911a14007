using LlmCourse.Interpretation;
using LlmCourse.Model;
using LlmCourse.Runtime;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Interpretation;

public class RoutingRecordTests
{
    [Fact]
    public void EveryTokenIsRecordedInEveryLayer()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny with { Experts = new ExpertOptions { Count = 4, Active = 2, CapacityFactor = 1 } });
        var (first, second) = (TestModels.RandomTokens(model.Config, 2, 12), TestModels.RandomTokens(model.Config, 3, 5));
        var records = RoutingRecord.Of(model, first, second);
        Assert.Equal([0, 1], records.Select(record => record.Layer));
        foreach (var record in records)
        {
            Assert.Equal(first.data<long>().Concat(second.data<long>()).Select(token => (int)token), record.Tokens);
            Assert.Equal(39, record.Choices.Count);
            Assert.Equal(78, record.Load.Sum());
            Assert.InRange(record.LoadEntropy, 0, 1);
        }

        Assert.True(model.training);
    }

    [Fact]
    public void ADenseModelIsRefused()
    {
        using var model = new Gpt(TestModels.Tiny);
        Assert.Throws<ArgumentException>(() => RoutingRecord.Of(model, TestModels.RandomTokens(model.Config, 1, 4)));
    }

    [Fact]
    public void EntropyIsOneWhereAllAreBusyAndZeroWhereOneIs()
    {
        Assert.Equal(1, RoutingRecord.EntropyShare([5, 5, 5, 5]), 1e-12);
        Assert.Equal(0, RoutingRecord.EntropyShare([9, 0, 0]), 1e-12);
        Assert.Equal(0.5, RoutingRecord.EntropyShare([7, 7, 0, 0]), 1e-12);
    }

    [Fact]
    public void SharesByGroupAddUpToOneAndTheDeadAreCounted()
    {
        var record = new RoutingRecord(0, 4, [1, 2, 3, 4], [[0], [0], [1], [2]]);
        Assert.Equal(1, record.DeadExperts());
        double[][] expected = [[1, 0, 0, 0], [0, 0.5, 0.5, 0]];
        Assert.Equal(expected, record.ShareByGroup([0, 0, 1, 1]));
        Assert.Equal([0, 1, 0, 0], record.ShareByGroup([-1, -1, 0, 1])[0]);
    }

    [Fact]
    public void EqualLabelsShareTheirEntropyAndForeignOnesNothing()
    {
        var random = new SeededRandom(1);
        int[] x = [.. Enumerable.Range(0, 4000).Select(_ => random.NextInt32(4))], y = [.. x.Select(_ => random.NextInt32(4))];
        Assert.Equal(2, MutualInformation.Bits(x, x), 0.01);
        Assert.InRange(MutualInformation.Bits(x, y), 0, 0.01);
        Assert.InRange(MutualInformation.ShuffledBits(x, x), 0, 0.01);
        Assert.Equal(1, MutualInformation.Bits([0, 1, 2, 3], [0, 0, 1, 1]), 1e-12);
    }
}
