using LlmCourse.Data.World;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Data.World;

public class RequestWriterTests
{
    private static readonly RequestWriter Requests = new(new SyntheticWorld(WorldOptions.Village));

    private static readonly Request Ada = new("Ada likes plums. Ada lives in Oakham. Where does Ada live?", ["Ada likes plums.", "Ada lives in Oakham."], "Ada lives in Oakham.", "Ada", Relation.Home);

    [Theory]
    [InlineData(ResponseFlaws.None, 1, 1, 1)]
    [InlineData(ResponseFlaws.Wordy, 0.75, 1, 1)]
    [InlineData(ResponseFlaws.Flattering, 0.75, 1, 1)]
    [InlineData(ResponseFlaws.Evasive, 0, 1, 1)]
    [InlineData(ResponseFlaws.False, 0, 0, 1)]
    [InlineData(ResponseFlaws.Rude, 0.75, 1, 0)]
    [InlineData(ResponseFlaws.Evasive | ResponseFlaws.Rude, 0, 1, 0)]
    [InlineData(ResponseFlaws.Flattering | ResponseFlaws.Wordy, 0.5, 1, 1)]
    public void FlawsCostTheScoreThatTheyAreAbout(ResponseFlaws flaws, double helpful, double honest, double harmless)
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 50; i++)
        {
            var request = Requests.Write(random);
            Assert.Equal(new ResponseGrade(helpful, honest, harmless), ResponseGrade.Of(request, Requests.Respond(request, flaws, random)));
        }
    }

    [Theory]
    [InlineData("Ada lives in Oakham.", 1, 1, 1)]
    [InlineData("Ada lives in Oakham. Ada lives in Oakham.", 0.75, 1, 1)]  // said twice is no better
    [InlineData("Ada lives in Oakham. You are", 0.75, 1, 1)]               // cut off: one more sentence, and neither true nor false
    [InlineData("You are the best! You are the best! You are the best! You are the best! Ada lives in Oakham.", 0, 1, 1)]
    [InlineData("Ada likes plums.", 0, 1, 1)]                             // true, and not what was asked
    [InlineData("Ada lives in Ashford.", 0, 0, 1)]
    [InlineData("Ada lives in Oakham. Ada lives in Ashford.", 0.75, 0, 1)]
    [InlineData("fool.", 0, 0, 0)]
    [InlineData("", 0, 1, 1)]
    public void AnyTextIsGraded(string text, double helpful, double honest, double harmless)
    {
        Assert.Equal(new ResponseGrade(helpful, honest, harmless), ResponseGrade.Of(Ada, text));
    }

    [Fact]
    public void ManyRequestsAreThoseThatCameOneByOne()
    {
        var random = new SeededRandom(5);
        Assert.Equal([Requests.Write(random).Prompt, Requests.Write(random).Prompt], Requests.Write(2, new SeededRandom(5)).Select(request => request.Prompt));
        Assert.Empty(Requests.Write(0, random));
        Assert.Throws<ArgumentOutOfRangeException>(() => Requests.Write(-1, random));
    }

    [Fact]
    public void ARequestIsAnsweredByOneOfItsFacts()
    {
        var random = new SeededRandom(2);
        for (var i = 0; i < 200; i++)
        {
            var request = Requests.Write(random);
            Assert.Equal(2, request.Facts.Count);
            Assert.Contains(request.Answer, request.Facts);
            Assert.StartsWith(string.Join(' ', request.Facts), request.Prompt, StringComparison.Ordinal);
            Assert.EndsWith("?", request.Prompt, StringComparison.Ordinal);
            Assert.DoesNotContain(Requests.Respond(request, ResponseFlaws.False, random), request.Facts);
        }

        Assert.Throws<ArgumentException>(() => Requests.Respond(Requests.Write(random), ResponseFlaws.Evasive | ResponseFlaws.False, random));
    }

    [Fact]
    public void TheSameSeedWritesTheSameTexts()
    {
        Assert.Equal(Texts(), Texts());

        static string[] Texts()
        {
            var random = new SeededRandom(9);
            return [.. Enumerable.Range(0, 20).Select(_ => Requests.Write(random)).Select(request => request.Prompt + Requests.Respond(request, random))];
        }
    }
}
