using LlmCourse.Data;
using LlmCourse.Evaluation;
using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Evaluation;

public class AnswerHistoryTests
{
    [Fact]
    public void AnyMetricCanBeAskedAfterwards()
    {
        var history = new AnswerHistory();
        history.Add(10, [new Answer([1, 2], [3, 3]), new Answer([1, 2], [1, 3])]);
        history.Add(20, [new Answer([1, 2], [1, 2]), new Answer([1, 2], [1, 3])]);
        Assert.Equal([10, 20], history.Places);
        Assert.Equal([0, 0.5], history.Curve(new ExactMatch()));
        Assert.Equal([0.25, 0.75], history.Curve(new TokenAccuracy()));
        Assert.Equal([0.5, 1], history.PlaceCurve(0));
        Assert.Equal(0.5, history.Estimates(new ExactMatch())[1].Value);
        Assert.Throws<ArgumentException>(() => history.Add(20, [new Answer([1], [1])]));
    }

    [Fact]
    public void AChainOfSumsLosesNoMoreThanItsSteps()
    {
        var task = new AdditionTasks(2, DigitOrder.Reversed, batchSize: 8);
        using var model = new Gpt(TestModels.Tiny with { VocabularySize = AdditionTasks.VocabularySize, ContextLength = task.Length });
        var right = ChainedSums.RightUntil(model, task, chains: 50, steps: 4, seed: 1);
        Assert.Equal(4, right.Length);
        Assert.All(right.Zip(right.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
    }

    [Fact]
    public void TheFastFormAnswersAsThePlainOneDoes()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(TestModels.Tiny);
        var (prompts, expected) = (TestModels.RandomTokens(model.Config, 5, 6), TestModels.RandomTokens(model.Config, 5, 3, seed: 4));
        var fast = Answer.Collect(model, prompts, expected);
        model.UseFastKernels = false;
        var plain = Answer.Collect(model, prompts, expected);
        Assert.All(fast.Zip(plain), pair => Assert.Equal(pair.Second.Given, pair.First.Given));
        Assert.All(fast.Zip(plain), pair => Assert.Equal(new LogLikelihood().Score(pair.Second), new LogLikelihood().Score(pair.First), 1e-4));
    }
}
