using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class RepeatedSequencesTests
{
    [Fact]
    public void EachSequenceRepeatsItsFirstPartToItsEnd()
    {
        using var batch = new RepeatedSequences(vocabularySize: 1000, length: 40, shortest: 5, longest: 9, batchSize: 16).Next();
        var periods = new HashSet<int>();
        foreach (var (tokens, targets) in Rows(batch.Inputs).Zip(Rows(batch.Targets)))
        {
            var period = Enumerable.Range(1, 39).First(p => Enumerable.Range(p, 40 - p).All(t => tokens[t] == tokens[t - p]));
            Assert.InRange(period, 5, 9);
            Assert.Equal(tokens[1..], targets[..^1]);
            Assert.Equal(tokens[40 - period], targets[^1]);
            periods.Add(period);
        }

        Assert.True(periods.Count > 2, "All sequences repeat at the same distance, so that a fixed distance would help.");
    }

    [Fact]
    public void TheSameSeedGivesTheSameSequencesAndAStateGoesBackToThem()
    {
        var (first, second) = (new RepeatedSequences(50, 20, 3, 8, 4, seed: 7), new RepeatedSequences(50, 20, 3, 8, 4, seed: 7));
        var state = first.State;
        using var batch = first.Next();
        using var same = second.Next();
        first.State = state;
        using var again = first.Next();
        Assert.Equal(Rows(batch.Inputs), Rows(same.Inputs));
        Assert.Equal(Rows(batch.Inputs), Rows(again.Inputs));
    }

    [Fact]
    public void PartsThatCannotBeAreRefused()
    {
        var problem = Assert.Throws<ArgumentException>(() => new RepeatedSequences(50, 20, 8, 3, 4));
        Assert.Equal("The longest part (3) must be at least as long as the shortest (8).", problem.Message);
        Assert.Throws<ArgumentException>(() => new RepeatedSequences(50, 20, 0, 3, 4));
    }

    private static long[][] Rows(TorchSharp.torch.Tensor tokens) => [.. tokens.data<long>().ToArray().Chunk((int)tokens.shape[1])];
}
