using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class PromptTemplateTests
{
    [Fact]
    public void GapsAreFilledAndDoubleBracesAreBraces()
    {
        var template = new PromptTemplate("{{x}} {who} says {what}, {who}!");
        Assert.Equal(["who", "what"], template.Variables);
        Assert.Equal("{x} Ada says no, Ada!", template.Render(("who", "Ada"), ("what", "no")));
    }

    [Fact]
    public void WhatIsPutInOpensNoGap()
    {
        Assert.Equal("a {b} c", new PromptTemplate("a {x} c").Render(("x", "{b}")));
        Assert.Equal("{\"a\": 1}", new PromptTemplate(PromptTemplate.Escape("{\"a\": 1}")).Render());
    }

    [Theory]
    [InlineData("a { b")]
    [InlineData("a } b")]
    [InlineData("a {} b")]
    [InlineData("a { {b}")]
    public void ALonelyBraceIsRefused(string text) => Assert.Contains("write it twice", Assert.Throws<ArgumentException>(() => new PromptTemplate(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void AMissingAndAnUnknownValueAreNamed()
    {
        var template = new PromptTemplate("{a}");
        Assert.Contains("needs a value for a", Assert.Throws<ArgumentException>(() => template.Render()).Message, StringComparison.Ordinal);
        Assert.Contains("no gap for b", Assert.Throws<ArgumentException>(() => template.Render(("a", "1"), ("b", "2"))).Message, StringComparison.Ordinal);
    }
}
