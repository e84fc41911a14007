using LlmCourse.Evaluation;
using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Evaluation;

public class MetricTests
{
    private static readonly Answer HalfRight = new([1, 2], [1, 3], [[0.1f, 0.6f, 0.2f, 0.1f], [0, 0, 0.25f, 0.75f]]);

    [Fact]
    public void TheMetricsAreTheirDefinitions()
    {
        Assert.Equal(0, new ExactMatch().Score(HalfRight));
        Assert.Equal(0.5, new TokenAccuracy().Score(HalfRight));
        Assert.Equal(1, new EditDistance().Score(HalfRight));
        Assert.Equal(Math.Log(0.6) + Math.Log(0.25), new LogLikelihood().Score(HalfRight), 1e-6);
        var first = (0.1 * 0.1) + (0.4 * 0.4) + (0.2 * 0.2) + (0.1 * 0.1);
        var second = (0.75 * 0.75) + (0.75 * 0.75);
        Assert.Equal((first + second) / 2, new BrierScore().Score(HalfRight), 1e-6);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("12345", "2345", 1)]
    [InlineData("abc", "", 3)]
    public void TheEditDistanceIsLevenshteins(string first, string second, int distance)
    {
        Assert.Equal(distance, EditDistance.Between<char>([.. first], [.. second]));
        Assert.Equal(distance, EditDistance.Between<char>([.. second], [.. first]));
    }

    [Fact]
    public void AMissingTokenIsAWrongOne() => Assert.Equal(0.75, new TokenAccuracy().Score(new Answer([1, 2, 3, 4], [1, 2, 3])));

    [Fact]
    public void BetsAreNeededWhereTheyAreMeasured() =>
        Assert.Contains("Answer.Collect", Assert.Throws<ArgumentException>(() => new BrierScore().Score(new Answer([1], [1]))).Message, StringComparison.Ordinal);

    [Fact]
    public void CollectedAnswersAreTheModelsLikeliestTokensAndItsBetsOnTheRightOnes()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny);
        var (prompts, expected) = (TestModels.RandomTokens(model.Config, 5, 6), TestModels.RandomTokens(model.Config, 5, 3, seed: 4));
        var answers = Answer.Collect(model, prompts, expected);
        Assert.Equal(5, answers.Count);
        var likeliest = model.call(prompts)[2, 5].argmax().item<long>();
        Assert.Equal(likeliest, answers[2].Given[0]);
        var loss = model.call(cat([prompts, expected[.., ..2]], 1))[.., 5..].log_softmax(-1).gather(2, expected.unsqueeze(-1)).sum([1, 2]).data<float>().ToArray();
        Assert.All(answers.Zip(loss), pair => Assert.Equal(pair.Second, new LogLikelihood().Score(pair.First), 1e-4));
        Assert.Throws<ArgumentException>(() => Answer.Collect(model, prompts, expected[..2]));
    }
}
