using LlmCourse.Data.World;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Data.World;

public class WordProblemBatchesTests
{
    private static readonly SyntheticWorld Town = new(WorldOptions.Town);

    [Fact]
    public void RowsHoldSolvedProblemsAndTargetsAreTheNextTokens()
    {
        var source = new WordProblemBatches(Town, 3, 64, 2, seed: 7);
        var state = source.State;
        using var batch = source.Next();
        Assert.Equal([3L, 64L], batch.Inputs.shape);
        var (inputs, targets) = (batch.Inputs.data<long>().ToArray(), batch.Targets.data<long>().ToArray());
        Assert.Equal(SyntheticWorld.Boundary, inputs[0]);
        Assert.Equal(inputs[1..64], targets[..63]);
        Assert.Contains("The answer is", Town.Tokenizer.Decode([.. inputs[..64].Select(token => (int)token)]), StringComparison.Ordinal);
        source.State = state;
        using var again = source.Next();
        Assert.Equal(inputs, again.Inputs.data<long>().ToArray());
    }

    [Fact]
    public void NoProblemOfTheTestIsWritten()
    {
        var (writer, random) = (new WordProblemWriter(Town), new SeededRandom(1));
        Assert.DoesNotContain(Enumerable.Range(0, 200).Select(_ => writer.WriteToTrain(2, random)), WordProblemWriter.IsTest);
    }

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 8, 0)]
    [InlineData(1, 8, 7)]
    public void NumbersThatMakeNoSenseAreRefused(int batchSize, int length, int mostSteps) =>
        Assert.Throws<ArgumentException>(() => new WordProblemBatches(Town, batchSize, length, mostSteps, 1));
}
