using LlmCourse.Evaluation;
using LlmCourse.Reasoning;
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

    [Theory]
    [InlineData("(13 - 9) * (10 - 4)", true)]
    [InlineData("(10-4)*(13-9)", true)]
    [InlineData("4 * (10 - 13 + 9)", true)]
    [InlineData("(13 − 9) × (10 − 4)", true)]
    [InlineData("(13 - 9) * (10 - 4) - 1", false)] // a number that was not dealt
    [InlineData("4 * 6", false)]
    [InlineData("4 * (10 - 4)", false)] // a number twice, others not at all
    [InlineData("13 + 10 + 9 / 9 - 4 / 4", false)] // right value, numbers twice
    [InlineData("(13 - 9) * (10 + 4)", false)] // wrong value
    [InlineData("(13 - 9) * (10 - 4", false)]
    [InlineData("(13 - 9)(10 - 4)", false)]
    [InlineData("24", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void AGameOf24IsJudgedByItsValueAndItsNumbers(string? given, bool isRight) =>
        Assert.Equal(isRight, AnswerCheck.IsRight(new TaskItem("1", "Make 24 of 4 9 10 13.", "(13 - 9) * (10 - 4)", Check: AnswerCheck.GameOf24), given));

    [Theory]
    [InlineData("1 / (5 - 5) + 5", false)]
    [InlineData("5 * (5 - 1 / 5)", true)] // exact: 1 / 5 is no rounded number
    public void AGameOf24KnowsFractionsAndNoDivisionByZero(string given, bool isRight) =>
        Assert.Equal(isRight, AnswerCheck.IsRight(new TaskItem("1", "Make 24 of 1 5 5 5.", "(5 - 1 / 5) * 5", Check: AnswerCheck.GameOf24), given));

    [Theory]
    [InlineData("(13 - 9) * (10 - 4).", "(13 - 9) * (10 - 4)")]
    [InlineData(": **(13-9)*(10-4)** = 24.", "(13-9)*(10-4)")]
    [InlineData(" 24 = 4 × (10 − 13 + 9).", "4 × (10 − 13 + 9)")]
    [InlineData("\n13 - 9 * 2\nOr so.", "13 - 9 * 2")]
    [InlineData(" 24.", null)]
    public void AnExpressionIsFoundInWhatAModelWrote(string after, string? expression) =>
        Assert.Equal(expression, new AnswerExtractor(pattern: AnswerCheck.PatternOf(AnswerCheck.GameOf24)).Extract($"So 4 * 6 = 24. The answer is{after}"));

    [Fact]
    public void AnUnknownCheckIsToldWithTheOthers() => Assert.Equal(
        "there is no check 'game-of-25'. Did you mean 'game-of-24'? The checks are: game-of-24.",
        Assert.Throws<ArgumentException>(() => AnswerCheck.IsRight(new TaskItem("1", "?", "1", Check: "game-of-25"), "1")).Message);
}
