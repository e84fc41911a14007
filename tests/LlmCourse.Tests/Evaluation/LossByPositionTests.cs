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
}
