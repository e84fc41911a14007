using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class EvaluationStrategyTests
{
    [Theory]
    [InlineData("direct", EvaluationStrategyKind.Direct, 1, 1)]
    [InlineData("cot", EvaluationStrategyKind.ChainOfThought, 1, 1)]
    [InlineData("self-consistency:8", EvaluationStrategyKind.SelfConsistency, 8, 1)]
    [InlineData("adaptive-consistency:16", EvaluationStrategyKind.AdaptiveConsistency, 16, 1)]
    [InlineData("best-of:4", EvaluationStrategyKind.BestOf, 4, 1)]
    [InlineData("least-to-most", EvaluationStrategyKind.LeastToMost, 1, 1)]
    [InlineData("tree:3", EvaluationStrategyKind.Tree, 3, 3)]
    [InlineData("tree:3x2", EvaluationStrategyKind.Tree, 3, 2)]
    [InlineData("tree:2x10", EvaluationStrategyKind.Tree, 2, 10)]
    public void AStrategyIsReadAndWritten(string text, EvaluationStrategyKind kind, int samples, int width)
    {
        var strategy = EvaluationStrategy.Parse(text);
        Assert.Equal((kind, samples, width, text), (strategy.Kind, strategy.Samples, strategy.Width, strategy.Name));
        Assert.Equal(text.Contains(':', StringComparison.Ordinal), strategy.NeedsSampling);
    }

    [Theory]
    [InlineData("dirct", "There is no strategy 'dirct'. Did you mean 'direct'? The strategies are: direct, cot, self-consistency:N, adaptive-consistency:N, best-of:N, least-to-most, tree:K, tree:KxB.")]
    [InlineData("direct:3", "The strategy 'direct' takes no number; leave ':3' out.")]
    [InlineData("least-to-most:3", "The strategy 'least-to-most' takes no number; leave ':3' out.")]
    [InlineData("tree", "The strategy 'tree' needs how many next steps are proposed and how many thoughts are followed, each from 1 to 100, like tree:3x2, or tree:3 for both.")]
    [InlineData("tree:0", "each from 1 to 100")]
    [InlineData("tree:3x", "each from 1 to 100")]
    [InlineData("tree:3x101", "each from 1 to 100")]
    [InlineData("tree:3x2x1", "each from 1 to 100")]
    [InlineData("tree:3X2", "each from 1 to 100")]
    [InlineData("best-of", "from 1 to 1000, like best-of:8")]
    [InlineData("best-of:0", "from 1 to 1000")]
    [InlineData("best-of:many", "from 1 to 1000")]
    public void WhatIsNoneIsToldWithTheOthers(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => EvaluationStrategy.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void ATreeAsWideAsItBranchesIsTheShorterForm() => Assert.Equal(EvaluationStrategy.Parse("tree:3"), EvaluationStrategy.Parse("tree:3x3"));

    [Fact]
    public void ExamplesShowByThemselvesThatStepsAreWanted()
    {
        Assert.Equal(ThoughtStyle.StepByStep, EvaluationStrategy.Parse("cot").StyleWith(0));
        Assert.Equal(ThoughtStyle.Worked, EvaluationStrategy.Parse("cot").StyleWith(2));
        Assert.Equal(ThoughtStyle.Direct, EvaluationStrategy.Parse("direct").StyleWith(2));
    }
}
