using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class EvaluationStrategyTests
{
    [Theory]
    [InlineData("direct", EvaluationStrategyKind.Direct, 1)]
    [InlineData("cot", EvaluationStrategyKind.ChainOfThought, 1)]
    [InlineData("self-consistency:8", EvaluationStrategyKind.SelfConsistency, 8)]
    [InlineData("adaptive-consistency:16", EvaluationStrategyKind.AdaptiveConsistency, 16)]
    [InlineData("best-of:4", EvaluationStrategyKind.BestOf, 4)]
    public void AStrategyIsReadAndWritten(string text, EvaluationStrategyKind kind, int samples)
    {
        var strategy = EvaluationStrategy.Parse(text);
        Assert.Equal((kind, samples, text), (strategy.Kind, strategy.Samples, strategy.Name));
        Assert.Equal(text.Contains(':', StringComparison.Ordinal), strategy.NeedsSampling);
    }

    [Theory]
    [InlineData("dirct", "There is no strategy 'dirct'. Did you mean 'direct'? The strategies are: direct, cot, self-consistency:N")]
    [InlineData("direct:3", "asks once; leave ':3' out")]
    [InlineData("best-of", "from 1 to 1000, like best-of:8")]
    [InlineData("best-of:0", "from 1 to 1000")]
    [InlineData("best-of:many", "from 1 to 1000")]
    public void WhatIsNoneIsToldWithTheOthers(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => EvaluationStrategy.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void ExamplesShowByThemselvesThatStepsAreWanted()
    {
        Assert.Equal(ThoughtStyle.StepByStep, EvaluationStrategy.Parse("cot").StyleWith(0));
        Assert.Equal(ThoughtStyle.Worked, EvaluationStrategy.Parse("cot").StyleWith(2));
        Assert.Equal(ThoughtStyle.Direct, EvaluationStrategy.Parse("direct").StyleWith(2));
    }
}
