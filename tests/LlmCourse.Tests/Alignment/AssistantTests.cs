using LlmCourse.Alignment;
using LlmCourse.Generation;
using LlmCourse.Tests.Generation;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class AssistantTests
{
    private static readonly WordTokenizer Words = new(["\n", "Where", "?", "In", "Oakham", "."], ["<user>", "<assistant>", "<end>"]);

    [Fact]
    public void AnAnswerEndsWhereTheTurnEnds()
    {
        // After the assistant's mark: In Oakham. <end>, and after that for ever "Where".
        using var model = TableModel.Of([0, 1, 1, 4, 5, 8, 1, 3, 1]);
        Assert.Equal("In Oakham.", new Assistant(model, Words).Reply("Where?"));
    }

    [Fact]
    public void AnAnswerThatNeverEndsIsCutOff()
    {
        using var model = TableModel.Of([0, 1, 1, 4, 3, 8, 1, 3, 1]);
        var text = new Assistant(model, Words).Reply([new ChatMessage(ChatRole.User, "Where?")], SamplingOptions.Greedy with { MaxTokens = 5 });
        Assert.Equal("In Oakham In Oakham In", text);
    }
}
