using LlmCourse.Pipeline;
using Xunit;

namespace LlmCourse.Tests.Pipeline;

public class ModelCardTests
{
    private static readonly ModelCard Card = new(
        PipelineConfig.Quick,
        [new StageRecord(PipelineStage.FineTuning, "0123abcd", 3_456_789, 1.0 / 3 * 1e12, 5, "", [])],
        [SampleScores.Of("base"), SampleScores.Of("fine-tuned"), SampleScores.Of("the model", gold: 2.0 / 3)],
        Math.Log(2));

    [Fact]
    public void TheCardStatesTheNumbersOfTheRun()
    {
        var text = Card.ToMarkdown();
        Assert.Equal(0, Card.Mismatches(text));
        var stated = ModelCard.Read(text);
        Assert.Equal(Card.Numbers.Count, stated.Count);
        Assert.Contains(new CardNumber("texts", "entropy (nats per token)", 0.693147), stated);
        Assert.Contains(new CardNumber("the model", "gold reward", 0.666667, 0.633333, 0.7), stated);
        Assert.Contains(new CardNumber("stage fine-tuning", "FLOPs", 3.33333e11), stated);
        Assert.Contains(stated, number => number.Of == "wrong sums" && Math.Abs(number.Value - 0.2) < 1e-9);
        Assert.Equal(Card.Config, ModelCard.ReadConfig(text));
    }

    [Theory]
    [InlineData("| 0.693147 |", "| 0.693148 |")]
    [InlineData("| the model | gold reward |", "| the model | silver reward |")]
    [InlineData("\"seed\": 42", "\"seed\": 43")]
    public void WhatIsChangedByHandIsFound(string from, string to)
    {
        var text = Card.ToMarkdown();
        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.True(Card.Mismatches(text.Replace(from, to, StringComparison.Ordinal)) > 0);
    }

    [Fact]
    public void ALineThatIsLeftOutIsFound() =>
        Assert.True(Card.Mismatches(string.Join('\n', Card.ToMarkdown().Split('\n').Where(line => !line.Contains("| the model | flattery |", StringComparison.Ordinal)))) > 0);

    [Fact]
    public void ABadCardIsNamed()
    {
        Assert.Throws<InvalidDataException>(() => ModelCard.Read("| a | b | many | | |"));
        Assert.Throws<InvalidDataException>(() => ModelCard.Read("| a | b | 1 |"));
        Assert.Throws<InvalidDataException>(() => ModelCard.ReadConfig("# Model card"));
        Assert.Throws<InvalidOperationException>(() => (Card with { Scores = [SampleScores.Of("alone")] }).ToMarkdown());
    }
}
