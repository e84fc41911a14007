using LlmCourse.Data;
using LlmCourse.Evaluation;
using LlmCourse.Model;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class LossByPositionTests
{
    [Fact]
    public void TheMeanOverAllPositionsIsTheMeanLossOfWholeWindows()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var data = TokenDataset.FromIds([.. Enumerable.Range(0, 121).Select(i => i * i % 17)], 17); // ten windows of 12 and one token to predict
        var losses = LossByPosition.Measure(model, data, length: 12, batchSize: 4);
        Assert.Equal(12, losses.Length);
        Assert.Equal(MeanLoss.Measure(model, data, 12), losses.Average(), 1e-5);
        Assert.True(model.training);
    }

    [Fact]
    public void SeveralPassesAverageOverWhereTheWindowsBegin()
    {
        using var model = new Gpt(TestModels.Tiny);
        using var data = TokenDataset.FromIds([.. Enumerable.Range(0, 127).Select(i => i * i % 17)], 17); // ten whole windows of 12, wherever the first begins
        var (first, second) = (LossByPosition.Measure(model, data, 12), LossByPosition.Measure(model, data.Slice(6, 121), 12));
        var both = LossByPosition.Measure(model, data, 12, passes: 2);
        Assert.All(Enumerable.Range(0, 12), position => Assert.Equal((first[position] + second[position]) / 2, both[position], 1e-6));
        Assert.Throws<ArgumentException>(() => LossByPosition.Measure(model, data, 12, passes: 13));
    }
}
