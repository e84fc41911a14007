using System.Text.Json;
using LlmCourse.Data;
using TorchSharp;
using Xunit;

namespace LlmCourse.Tests.Data;

public class BatchSamplerTests
{
    private static readonly TokenDataset Numbers = TokenDataset.FromIds([.. Enumerable.Range(0, 1000)], 1000);

    [Theory]
    [InlineData(SamplingMode.RandomOffsets)]
    [InlineData(SamplingMode.ShuffledEpochs)]
    public void TargetsAreTheInputsShiftedByOne(SamplingMode mode)
    {
        using var batch = new BatchSampler(Numbers, 4, 16, seed: 1, mode).Next();
        Assert.Equal([4, 16], batch.Inputs.shape);
        Assert.Equal(torch.ScalarType.Int64, batch.Inputs.dtype);
        using var shifted = batch.Inputs + 1;
        Assert.Equal(batch.Targets.data<long>().ToArray(), shifted.data<long>().ToArray()); // in this dataset each token is its own position
    }

    [Theory]
    [InlineData(SamplingMode.RandomOffsets)]
    [InlineData(SamplingMode.ShuffledEpochs)]
    public void FromAStoredStateTheSameBatchesFollow(SamplingMode mode)
    {
        var sampler = new BatchSampler(Numbers, 7, 16, seed: 1, mode);
        for (var steps = 0; steps < 30; steps++)
        {
            var json = JsonSerializer.Serialize(sampler.State);
            var resumed = new BatchSampler(Numbers, 7, 16, seed: 99, mode) { State = JsonSerializer.Deserialize<BatchSamplerState>(json)! };
            for (var i = 0; i < 12; i++) // over the end of an epoch
            {
                Assert.Equal(Starts(sampler), Starts(resumed));
            }
        }
    }

    [Fact]
    public void TheSameSeedGivesTheSameBatchesAndAnotherSeedOthers()
    {
        Assert.Equal(Starts(new BatchSampler(Numbers, 8, 16, seed: 1)), Starts(new BatchSampler(Numbers, 8, 16, seed: 1)));
        Assert.NotEqual(Starts(new BatchSampler(Numbers, 8, 16, seed: 1)), Starts(new BatchSampler(Numbers, 8, 16, seed: 2)));
    }

    [Fact]
    public void RandomOffsetsReachTheFirstAndTheLastTokenAndNothingElse()
    {
        var data = Numbers.Slice(0, 12);
        var sampler = new BatchSampler(data, 100, 8);
        Assert.Equal([0, 1, 2, 3], Starts(sampler).Distinct().Order());
    }

    [Fact]
    public void AnEpochShowsEveryWindowOnceAndTheNextOneCutsElsewhere()
    {
        var sampler = new BatchSampler(Numbers, 1, 16, seed: 4, SamplingMode.ShuffledEpochs);
        var firsts = new HashSet<long>();
        for (var epoch = 0; epoch < 10; epoch++)
        {
            var starts = new List<long>();
            do
            {
                starts.AddRange(Starts(sampler));
            }
            while (starts.Count < (999 - (starts.Min() % 16)) / 16);

            Assert.NotEqual(starts.Order(), starts); // shuffled
            Assert.Equal(starts.Count, starts.Distinct().Count());
            Assert.Single(starts.Select(start => start % 16).Distinct()); // side by side
            Assert.True(starts.Max() + 16 <= 999);
            Assert.Equal(epoch, sampler.State.Epoch);
            firsts.Add(starts.Min());
        }

        Assert.True(firsts.Count > 4);
    }

    [Fact]
    public void TheShortestPossibleDatasetWorks()
    {
        foreach (var mode in Enum.GetValues<SamplingMode>())
        {
            Assert.Equal([0, 0, 0], Starts(new BatchSampler(Numbers.Slice(0, 17), 3, 16, 1, mode)));
        }
    }

    [Fact]
    public void ADatasetShorterThanAWindowIsRefused()
    {
        var problem = Assert.Throws<ArgumentException>(() => new BatchSampler(Numbers.Slice(0, 16), 4, 16));
        Assert.Equal(
            "The dataset has 16 tokens, but a window of 16 tokens and the one to predict after it need 17; use a longer text or a shorter window.", problem.Message);
        Assert.Throws<ArgumentException>(() => new BatchSampler(Numbers, 0, 16));
    }

    [Fact]
    public void AStateFromElsewhereIsRefusedAndChangesNothing()
    {
        var (sampler, same) = (new BatchSampler(Numbers, 4, 16, 1, SamplingMode.ShuffledEpochs), new BatchSampler(Numbers, 4, 16, 1, SamplingMode.ShuffledEpochs));
        var problem = Assert.Throws<ArgumentException>(() => sampler.State = new BatchSamplerState(5, 0, 700));
        Assert.Contains("The state stands at window 700 of its epoch, but the epochs of this sampler have 6", problem.Message, StringComparison.Ordinal);
        Assert.Equal(Starts(same), Starts(sampler));
    }

    [Fact]
    public void EarlierBatchesStayAsTheyWere()
    {
        var sampler = new BatchSampler(Numbers, 4, 16);
        using var first = sampler.Next();
        var before = first.Inputs.data<long>().ToArray();
        sampler.Next().Dispose();
        Assert.Equal(before, first.Inputs.data<long>().ToArray());
    }

    [Theory]
    [InlineData(1000, 16, 5)] // 62 windows and 7 tokens
    [InlineData(161, 16, 5)] // 10 windows exactly
    [InlineData(10, 16, 5)] // shorter than a window
    [InlineData(2, 1, 1)]
    public void AnEvaluationPredictsEveryTokenButTheFirstOnceAndInOrder(int count, int length, int batchSize)
    {
        var targets = new List<long>();
        foreach (var batch in EvaluationBatches.Of(Numbers.Slice(0, count), batchSize, length))
        {
            targets.AddRange(batch.Targets.data<long>().ToArray());
            using var shifted = batch.Inputs + 1;
            Assert.Equal(batch.Targets.data<long>().ToArray(), shifted.data<long>().ToArray());
            Assert.True(batch.Inputs.shape[0] <= batchSize && batch.Inputs.shape[1] <= length);
            batch.Dispose();
        }

        Assert.Equal(Enumerable.Range(1, count - 1).Select(i => (long)i), targets);
    }

    [Fact]
    public void AnEvaluationNeedsTwoTokens()
    {
        var problem = Assert.Throws<ArgumentException>(() => EvaluationBatches.Of(Numbers.Slice(0, 1), 4, 16));
        Assert.Equal("The dataset has 1 tokens, but an evaluation needs at least 2: one to read and one to predict.", problem.Message);
        Assert.Throws<ArgumentException>(() => EvaluationBatches.Of(Numbers, 4, 0));
    }

    private static long[] Starts(BatchSampler sampler)
    {
        using var batch = sampler.Next();
        using var starts = batch.Inputs.select(1, 0);
        using var contiguous = starts.contiguous();
        return contiguous.data<long>().ToArray();
    }
}
