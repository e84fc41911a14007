using LlmCourse.Data;
using Xunit;

namespace LlmCourse.Tests.Data;

public class ArithmeticProblemsTests
{
    [Fact]
    public void EveryProblemIsSolvedRightAndStaysSmall()
    {
        foreach (var problem in ArithmeticProblems.Test(200, seed: 1))
        {
            var expression = ArithmeticExpression.Parse(problem.Question["What is ".Length..^1]);
            Assert.Equal(ArithmeticProblems.Operations, expression.Operations);
            Assert.Equal($"{expression.Value}", problem.Answer);
            Assert.Equal(expression.Steps(), problem.Steps);
            Assert.EndsWith($"= {problem.Answer}.", problem.Reasoning, StringComparison.Ordinal);
            Assert.All(expression.Values(), value => Assert.InRange(value.Top, -ArithmeticProblems.LargestNumber, ArithmeticProblems.LargestNumber));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void TrainingAndTestShareNoProblem(int operations)
    {
        var count = operations == 1 ? 30 : 300;
        string[] test = [.. ArithmeticProblems.Test(count, 1, operations).Select(problem => problem.Question)];
        string[] training = [.. ArithmeticProblems.Examples(count, 1, operations).Select(problem => problem.Question)];
        Assert.Equal(2 * count, test.Concat(training).Distinct().Count());
        Assert.Empty(ArithmeticProblems.Examples(count, 2, operations).Select(problem => problem.Question).Intersect(test));
    }

    [Fact]
    public void TheSeedDecides()
    {
        Assert.Equal(Questions(3), Questions(3));
        Assert.NotEqual(Questions(3), Questions(4));

        static string Questions(int seed) => string.Join("\n", ArithmeticProblems.Test(5, seed).Select(problem => problem.Question));
    }

    [Fact]
    public void WhatCannotBeHadIsRefused()
    {
        Assert.Contains("different problems of this kind were found, but 1000", Assert.Throws<ArgumentException>(() => ArithmeticProblems.Test(1000, 1, operations: 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ArithmeticProblems.Test(1, 1, operations: 0));
        Assert.Throws<ArgumentException>(() => ArithmeticProblems.Test(0, 1));
    }
}
