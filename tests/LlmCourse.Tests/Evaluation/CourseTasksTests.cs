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
    public void AnUnknownKindIsAnsweredWithTheNearest() => Assert.Contains(
        "Did you mean 'arithmetic'?", Assert.Throws<ArgumentException>(() => CourseTasks.Create("arithmetics", 1, 1)).Message, StringComparison.Ordinal);
}
