using System.Text.Json.Nodes;
using LlmCourse.Tests.Architecture;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Tokenization;

public class PreTokenizerTests
{
    private static readonly JsonArray Golden = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests/LlmCourse.Tests/Fixtures/pieces.json")))!.AsArray();

    public static TheoryData<string> Models => new(Golden.Select(model => (string)model!["model"]!));

    [Theory]
    [MemberData(nameof(Models))]
    public void TextsAreCutAsPythonsRegexCutsThem(string name)
    {
        var model = Golden.First(model => (string)model!["model"]! == name)!;
        var cut = new PreTokenizer([.. model["patterns"]!.AsArray().Select(pattern => (string)pattern!)], (bool)model["gpt2"]!);
        foreach (var pieces in model["cuts"]!.AsArray().Select(cuts => cuts!.AsArray().Select(piece => (string)piece!).ToArray()))
        {
            Assert.Equal(pieces, Cut(cut, string.Concat(pieces)));
        }
    }

    [Fact]
    public void HalfCharactersAreCutLikeSymbols()
    {
        var cut = new PreTokenizer([@"\p{L}+"], endsWithGpt2: false);
        Assert.Equal(["a", "\ud835", "b", "\ud835\udc9c", "\udc9c"], Cut(new PreTokenizer([@"[a-z]|\p{Lu}"], endsWithGpt2: false), "a\ud835b\ud835\udc9c\udc9c"));
        Assert.Equal(["a\ud835\udc9c"], Cut(cut, "a\ud835\udc9c"));
    }

    [Fact]
    public void GptTwosOwnPatternIsTheOneWrittenByHand()
    {
        const string Text = "It's 42 o'clock,\n\n  isn't it?  ";
        Assert.Equal(Gpt2PreTokenizer.Split(Text), Cut(PreTokenizer.Gpt2, Text));
    }

    private static List<string> Cut(PreTokenizer cut, string text)
    {
        var (pieces, start) = (new List<string>(), 0);
        foreach (var length in cut.PieceLengths(text))
        {
            pieces.Add(text.Substring(start, length));
            start += length;
        }

        Assert.Equal(text.Length, start);
        return pieces;
    }
}
