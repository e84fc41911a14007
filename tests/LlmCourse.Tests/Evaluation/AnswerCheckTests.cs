using LlmCourse.Evaluation;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class AnswerCheckTests
{
    [Theory]
    [InlineData("1000", "1,000")]
    [InlineData("72", "72.0")]
    [InlineData("72", " 72. ")]
    [InlineData("18", "$18")]
    [InlineData("-3", "-3")]
    [InlineData("Ann, Ben", "ann,  ben.")]
    [InlineData("1/2", "1/2")]
    public void EqualAnswersAreRight(string expected, string given) => Assert.True(AnswerCheck.IsRight(expected, given));

    [Theory]
    [InlineData("72", "73")]
    [InlineData("72", "-72")]
    [InlineData("72", "seventy-two")]
    [InlineData("72", "")]
    [InlineData("72", null)]
    [InlineData("Ann, Ben", "Ben, Ann")]
    [InlineData("Ann", "Ann, Ben")]
    public void OthersAreNot(string expected, string? given) => Assert.False(AnswerCheck.IsRight(expected, given));
}
