using LlmCourse.Data;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Data;

public class ArithmeticExpressionTests
{
    [Theory]
    [InlineData("7", "7")]
    [InlineData("2 + 3 * 4", "14")]
    [InlineData("(2 + 3) * 4", "20")]
    [InlineData("10 - 3 - 2", "5")]
    [InlineData("10 - (3 - 2)", "9")]
    [InlineData("1/3 + 1/6", "1/2")]
    [InlineData("8 / (3 - 8 / 3)", "24")]
    [InlineData("2 * -3 - -4", "-2")]
    [InlineData(" ( ( 5 ) ) ", "5")]
    public void AValueIsExact(string text, string value) => Assert.Equal(value, $"{ArithmeticExpression.Parse(text).Value}");

    [Fact]
    public void StepsGoFromTheInnermostOutwards()
    {
        var expression = ArithmeticExpression.Parse("(2 + 3) * (4 - 6) - 1");
        Assert.Equal(["2 + 3 = 5", "4 - 6 = -2", "5 * (-2) = -10", "(-10) - 1 = -11"], expression.Steps());
        Assert.Equal(["5", "-2", "-10", "-11"], expression.Values().Select(value => $"{value}"));
        Assert.Equal(4, expression.Operations);
        Assert.Empty(ArithmeticExpression.Parse("7").Steps());
    }

    [Theory]
    [InlineData("((2) + (3)) * ((4))", "(2 + 3) * 4")]
    [InlineData("1 - (2 - 3)", "1 - (2 - 3)")]
    [InlineData("(1 - 2) - 3", "1 - 2 - 3")]
    [InlineData("2 * (3 * 4)", "2 * (3 * 4)")]
    [InlineData("2 - -3", "2 - (-3)")]
    public void ParenthesesStandWhereTheyAreNeeded(string text, string written) => Assert.Equal(written, $"{ArithmeticExpression.Parse(text)}");

    [Fact]
    public void WhatIsWrittenIsReadAsTheSameCalculation()
    {
        var random = new SeededRandom(7);
        for (var i = 0; i < 300; i++)
        {
            var drawn = ArithmeticExpression.Draw(1 + random.NextInt32(6), random);
            var read = ArithmeticExpression.Parse($"{drawn}");
            Assert.Equal((drawn.Value, $"{drawn}"), (read.Value, $"{read}"));
            Assert.Equal(drawn.Steps(), read.Steps());
        }
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("2 +", 4)]
    [InlineData("(2 + 3", 7)]
    [InlineData("2 3", 3)]
    [InlineData("2 + x", 5)]
    [InlineData("99999999999999999999", 1)]
    public void WhatIsNoExpressionIsToldWithThePlace(string text, int place) =>
        Assert.Contains($"at character {place} ", Assert.Throws<ArgumentException>(() => ArithmeticExpression.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void WhatHasNoValueSaysSo()
    {
        Assert.Throws<DivideByZeroException>(() => ArithmeticExpression.Parse("1 / (2 - 2)").Value);
        Assert.Throws<OverflowException>(() => ArithmeticExpression.Parse("9223372036854775807 * 9").Value);
        Assert.Throws<ArgumentException>(() => ArithmeticExpression.Draw(-1, new SeededRandom(1)));
    }
}
