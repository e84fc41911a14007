using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public class AnswerExtractorTests
{
    [Theory]
    [InlineData("3 + 4 = 7. The answer is 7.", "7")]
    [InlineData("The answer is 3? No. the answer is -1,234.5 coins", "-1234.5")]
    [InlineData("The answer is: 12", "12")]
    [InlineData("7", null)]
    [InlineData("The answer is unknown.", null)]
    public void TheNumberAfterTheLastMarkIsTheAnswer(string text, string? answer) => Assert.Equal(answer, new AnswerExtractor().Extract(text));

    [Fact]
    public void AnotherMarkAndAnotherKindOfAnswer() => Assert.Equal("B", new AnswerExtractor("So:", "[A-D]").Extract("It could be A. So: (B)."));
}
