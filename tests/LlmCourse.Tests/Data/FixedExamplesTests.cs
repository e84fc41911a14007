using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class FixedExamplesTests
{
    [Fact]
    public void EveryExampleComesOnceInAnEpochAndNoOtherEver()
    {
        var pool = new FixedExamples(new PermutationTasks(16, ProductForm.Direct, 7), count: 20, batchSize: 10);
        var epochs = Enumerable.Range(0, 3).Select(_ => (string[])[.. Next(pool), .. Next(pool)]).ToList();
        Assert.All(epochs, epoch => Assert.Equal(20, epoch.Distinct().Count()));
        Assert.Equal(20, epochs.SelectMany(epoch => epoch).Distinct().Count());
        Assert.NotEqual(epochs[0], epochs[1]);
    }

    [Fact]
    public void AStateGivesTheSameBatchesAgain()
    {
        var pool = new FixedExamples(new PermutationTasks(16, ProductForm.Direct, 7), count: 20, batchSize: 8);
        Next(pool);
        var state = pool.State;
        var first = Next(pool);
        pool.State = state;
        Assert.Equal(first, Next(pool));
    }

    [Fact]
    public void APoolOfNothingIsRefused() => Assert.Contains(
        "at least 1 example", Assert.Throws<ArgumentException>(() => new FixedExamples(new PermutationTasks(4, ProductForm.Direct, 7), 0, 8)).Message, StringComparison.Ordinal);

    private static string[] Next(FixedExamples pool)
    {
        using var batch = pool.Next();
        return [.. batch.Inputs.data<long>().ToArray().Chunk((int)batch.Inputs.shape[1]).Select(PermutationTasks.Describe)];
    }
}
