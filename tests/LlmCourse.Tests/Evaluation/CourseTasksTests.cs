using LlmCourse.Data;
using LlmCourse.Evaluation;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class CourseTasksTests
{
    [Fact]
    public void EveryKindWritesItemsThatCanBeReadAgainAndKeepsTheTestApart()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in CourseTasks.Names)
        {
            var (test, training) = (CourseTasks.Create(name, 30, seed: 3), CourseTasks.Create(name, 30, seed: 3, isTest: false));
            Assert.Equal([$"{name}-1", $"{name}-2"], test.Take(2).Select(item => item.Id));
            Assert.All(test, item => Assert.EndsWith(".", item.Reasoning, StringComparison.Ordinal));
            Assert.Empty(test.Select(item => item.Question).Intersect(training.Select(item => item.Question)));
            TaskFile.Write(folder["tasks.jsonl"], test);
            Assert.Equal(test, TaskFile.Read(folder["tasks.jsonl"]));
            Assert.NotEmpty(CourseTasks.UnitOf(name));
            Assert.All(test, item => Assert.True(AnswerCheck.IsRight(item, item.Answer), item.Question));
        }
    }

    [Fact]
    public void TheSizeReachesTheProblems()
    {
        var problem = CourseTasks.Create("arithmetic", 1, seed: 1, size: 2).Single();
        Assert.Equal(2, ArithmeticExpression.Parse(problem.Question["What is ".Length..^1]).Operations);
        Assert.Equal(LastDigitProblems.Test(1, 1, 5)[0].Reasoning, CourseTasks.Create("last-digits", 1, seed: 1, size: 5)[0].Reasoning);
    }

    [Fact]
    public void AGameOf24IsCheckedAndItsSolutionIsOneOfMany()
    {
        var item = CourseTasks.Create("game-of-24", 1, seed: 1).Single();
        var deal = GameOf24.UsedBy(item.Answer)!;
        Assert.Equal($"Use {deal}, each once, with + - * / to make 24. Answer with one expression.", item.Question);
        Assert.Equal("game-of-24", item.Check);
        Assert.True(GameOf24.IsTest(deal));
        Assert.EndsWith(" = 24.", item.Reasoning, StringComparison.Ordinal);
        Assert.Contains("deals 4 numbers, but 5", Assert.Throws<ArgumentException>(() => CourseTasks.Create("game-of-24", 1, 1, size: 5)).Message, StringComparison.Ordinal);
        Assert.Contains("different deals of this kind", Assert.Throws<ArgumentException>(() => CourseTasks.Create("game-of-24", 1000, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void WordProblemsOfTheTestHaveNoCalculationOfTheTraining(int steps)
    {
        var (test, training) = (CourseTasks.Create("word-problems", 200, seed: 3, steps), CourseTasks.Create("word-problems", 200, seed: 3, steps, isTest: false));
        Assert.Empty(test.Select(item => item.Reasoning).Intersect(training.Select(item => item.Reasoning)));
        Assert.Equal(200, test.Select(item => item.Question).Distinct().Count());
        Assert.All(test, item => Assert.Equal(steps, item.Reasoning!.Count(letter => letter == '=')));
        Assert.Throws<ArgumentException>(() => CourseTasks.Create("word-problems", 1, 1, size: 7));
        Assert.Throws<ArgumentException>(() => CourseTasks.Create("word-problems", 1, 1, size: 0));
    }

    [Fact]
    public void NoProblemAtAllIsRefused() =>
        Assert.All(CourseTasks.Names, name => Assert.Contains("At least 1 problem", Assert.Throws<ArgumentException>(() => CourseTasks.Create(name, 0, 1)).Message, StringComparison.Ordinal));

    [Fact]
    public void AnUnknownKindIsAnsweredWithTheNearest() => Assert.Contains(
        "Did you mean 'arithmetic'?", Assert.Throws<ArgumentException>(() => CourseTasks.Create("arithmetics", 1, 1)).Message, StringComparison.Ordinal);
}
