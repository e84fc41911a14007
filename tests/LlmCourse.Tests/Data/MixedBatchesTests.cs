using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class MixedBatchesTests
{
    [Fact]
    public void EachSourceGivesItsRowsInItsTurn()
    {
        using var batch = Mixture().Next();
        Assert.Equal([5L, 10L], batch.Inputs.shape);
        Assert.Equal([5L, 10L], batch.Targets.shape);
        var tokens = batch.Inputs.data<long>().ToArray();
        Assert.All(tokens[..20], token => Assert.InRange(token, 0, 4));
        Assert.Contains(tokens[20..], token => token > 4);
    }

    [Fact]
    public void OneNumberIsTheWholeState()
    {
        var mixture = Mixture();
        mixture.Next().Dispose();
        var state = mixture.State;
        using var first = mixture.Next();
        using var next = mixture.Next();
        var other = Mixture();
        other.State = state;
        using var again = other.Next();
        Assert.Equal(first.Inputs.data<long>().ToArray(), again.Inputs.data<long>().ToArray());
        Assert.NotEqual(first.Inputs.data<long>().ToArray(), next.Inputs.data<long>().ToArray());
    }

    [Fact]
    public void AMixtureOfNothingIsRefused() => Assert.Throws<ArgumentException>(() => new MixedBatches(1));

    private static MixedBatches Mixture() => new(seed: 3, new RepeatedSequences(5, 10, 2, 4, batchSize: 2), new RepeatedSequences(100, 10, 2, 4, batchSize: 3));
}
