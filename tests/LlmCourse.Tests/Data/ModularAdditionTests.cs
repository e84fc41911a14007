using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class ModularAdditionTests
{
    [Fact]
    public void EverySumIsInExactlyOneOfTheTwoParts()
    {
        var sums = new ModularAddition(7, 0.5, seed: 3);
        var ((trained, right), (held, other)) = (sums.Train(), sums.Test());
        var questions = trained.data<long>().ToArray().Chunk(3).Concat(held.data<long>().ToArray().Chunk(3)).ToArray();
        var answers = right.data<long>().ToArray().Concat(other.data<long>().ToArray()).ToArray();
        Assert.Equal(49, questions.Select(q => (q[0], q[1])).Distinct().Count());
        Assert.All(questions.Zip(answers), pair => Assert.Equal((pair.First[0] + pair.First[1]) % 7, pair.Second));
        Assert.Equal(24, sums.BatchSize);
    }

    [Fact]
    public void ABatchIsTheWholeTrainingPartAndAsksForTheAnswerAlone()
    {
        var sums = new ModularAddition(5, 0.6);
        using var batch = sums.Next();
        var (questions, answers) = sums.Train();
        Assert.Equal(questions.data<long>().ToArray(), batch.Inputs.data<long>().ToArray());
        Assert.All(batch.Targets.data<long>().ToArray().Chunk(3).Zip(answers.data<long>().ToArray()), row => Assert.Equal([-100, -100, row.Second], row.First));
    }

    [Fact]
    public void APartWithoutSumsIsRefused() =>
        Assert.Contains("at least one of its 25 sums", Assert.Throws<ArgumentException>(() => new ModularAddition(5, 1)).Message, StringComparison.Ordinal);
}
