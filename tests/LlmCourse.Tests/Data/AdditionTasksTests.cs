using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class AdditionTasksTests
{
    [Theory]
    [InlineData(DigitOrder.Plain, "0999+0001=01000")]
    [InlineData(DigitOrder.Reversed, "0999+0001=00010")]
    public void ASumIsWrittenInItsOrderAndReadBack(DigitOrder order, string text)
    {
        var task = new AdditionTasks(4, order, batchSize: 1);
        Assert.Equal(text, AdditionTasks.Describe([.. task.Question(999, 1), .. task.Answer(1000)]));
        Assert.Equal(1000, task.Read(task.Answer(1000)));
        Assert.Null(task.Read([0, 10, 0, 0, 0]));
        Assert.Equal((10, 5, 14), (task.QuestionLength, task.AnswerLength, task.Length));
    }

    [Fact]
    public void OnlyTheAnswerIsAskedForAndItIsRight()
    {
        var task = new AdditionTasks(3, DigitOrder.Reversed, batchSize: 40);
        using var batch = task.Next();
        Assert.Equal([40L, task.Length], batch.Inputs.shape);
        foreach (var (inputs, targets) in batch.Inputs.data<long>().ToArray().Chunk(task.Length).Zip(batch.Targets.data<long>().ToArray().Chunk(task.Length)))
        {
            Assert.All(targets[..(task.QuestionLength - 1)], target => Assert.Equal(-100, target));
            var answer = targets[(task.QuestionLength - 1)..];
            Assert.Equal(inputs[task.QuestionLength..], answer[..^1]);
            Assert.Equal(Number(inputs[..3]) + Number(inputs[4..7]), task.Read(answer));
        }
    }

    [Fact]
    public void TrainingAndTestNeverMeetInWhicheverOrderASumIsWritten()
    {
        var task = new AdditionTasks(2, DigitOrder.Plain, batchSize: 20_000);
        using var batch = task.Next();
        var trained = batch.Inputs.data<long>().ToArray().Chunk(task.Length).Select(row => ((10 * row[0]) + row[1], (10 * row[3]) + row[4])).ToHashSet();
        var (questions, _) = task.Test(500, seed: 3);
        var asked = questions.data<long>().ToArray().Chunk(task.QuestionLength).Select(row => ((10 * row[0]) + row[1], (10 * row[3]) + row[4])).ToHashSet();
        Assert.NotEmpty(asked);
        Assert.All(asked, pair => Assert.False(trained.Contains(pair) || trained.Contains((pair.Item2, pair.Item1))));
    }

    [Fact]
    public void BothOrdersAreAskedTheSameQuestions()
    {
        var (plain, _) = new AdditionTasks(4, DigitOrder.Plain, 1).Test(20, seed: 5);
        var (reversed, _) = new AdditionTasks(4, DigitOrder.Reversed, 1).Test(20, seed: 5);
        Assert.Equal(plain.data<long>().ToArray(), reversed.data<long>().ToArray());
    }

    [Fact]
    public void AStateGivesTheSameSumsAgain()
    {
        var task = new AdditionTasks(4, DigitOrder.Plain, 8);
        task.Next().Dispose();
        var state = task.State;
        using var first = task.Next();
        task.State = state;
        using var again = task.Next();
        Assert.Equal(first.Inputs.data<long>().ToArray(), again.Inputs.data<long>().ToArray());
    }

    [Fact]
    public void NumbersOfNoDigitsAreRefused() =>
        Assert.Contains("2 to 9 digits", Assert.Throws<ArgumentException>(() => new AdditionTasks(0, DigitOrder.Plain, 8)).Message, StringComparison.Ordinal);

    private static long Number(long[] digits) => digits.Aggregate(0L, (number, digit) => (10 * number) + digit);
}
