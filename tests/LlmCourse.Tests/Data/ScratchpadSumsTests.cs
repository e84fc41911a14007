using LlmCourse.Data;
using TorchSharp;
using Xunit;

namespace LlmCourse.Tests.Data;

public class ScratchpadSumsTests
{
    [Fact]
    public void TheWorkGoesFromTheUnitsWithItsCarriesAndEndsInTheSum()
    {
        var pad = new ScratchpadSums(new AdditionTasks(2, DigitOrder.Plain, 1));
        var (questions, answers) = pad.Test(50, seed: 1);
        foreach (var (question, answer) in Rows(questions).Zip(Rows(answers)))
        {
            var (a, b) = ((10 * question[0]) + question[1], (10 * question[3]) + question[4]);
            var carry = (question[1] + question[4]) / 10;
            long[] columns = [question[1], question[4], 0, (a + b) % 10, question[0], question[3], carry, (a + b) / 10 % 10, (a + b) / 100];
            Assert.Equal(columns, answer[..9]);
            Assert.Equal(a + b, pad.Read(answer));
            Assert.Equal((13, 18), (pad.AnswerLength, pad.Length));
        }
    }

    [Fact]
    public void TheExamplesAreThoseOfThePlainSums()
    {
        var (plain, pad) = (new AdditionTasks(3, DigitOrder.Plain, 20, seed: 4), new ScratchpadSums(new AdditionTasks(3, DigitOrder.Plain, 20, seed: 4)));
        using var sums = new Pair(plain.Next());
        using var work = new Pair(pad.Next());
        Assert.Equal(sums.Questions(plain.QuestionLength), work.Questions(plain.QuestionLength));
        Assert.All(Rows(work.Batch.Targets), targets => Assert.Equal(pad.AnswerLength, targets.Count(target => target >= 0)));
    }

    [Fact]
    public void AWrongCarryChangesTheSumAccordingly()
    {
        var pad = new ScratchpadSums(new AdditionTasks(3, DigitOrder.Plain, 1));
        var (prompts, following, right) = pad.Corrupted(60, column: 1, seed: 2);
        foreach (var (wrong, truth) in Rows(following).Zip(Rows(right)))
        {
            Assert.Equal(10, Math.Abs(pad.Read(wrong)!.Value - pad.Read(truth)!.Value));
        }

        Assert.Equal([60L, pad.QuestionLength + 7L], prompts.shape);
    }

    [Fact]
    public void ReversedSumsHaveNoScratchpad() => Assert.Contains(
        "plain order", Assert.Throws<ArgumentException>(() => new ScratchpadSums(new AdditionTasks(3, DigitOrder.Reversed, 1))).Message, StringComparison.Ordinal);

    private static IEnumerable<long[]> Rows(torch.Tensor tokens) => tokens.data<long>().ToArray().Chunk((int)tokens.shape[1]);

    private sealed record Pair(Batch Batch) : IDisposable
    {
        public IEnumerable<string> Questions(int length) => Rows(Batch.Inputs).Select(row => AdditionTasks.Describe(row[..length]));

        public void Dispose() => Batch.Dispose();
    }
}
