using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Tokenization;

public partial class Gpt2PreTokenizerTests
{
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    internal static partial Regex Gpt2Pattern();

    [Theory]
    [InlineData("Hello world", "Hello| world")]
    [InlineData("We'll see it's 1602.", "We|'ll| see| it|'s| 1602|.")]
    [InlineData("a  b\n\n c \n", "a| | b|\n\n| c| \n")]
    [InlineData("'hello' ''s", "'|hello|'| ''|s")]
    [InlineData("  ", "  ")]
    [InlineData(" ", " ")]
    [InlineData("x\n", "x|\n")]
    public void PiecesAreGpt2s(string text, string pieces) => Assert.Equal(pieces.Split('|'), Gpt2PreTokenizer.Split(text));

    [Fact]
    public void AnEmptyTextHasNoPieces() => Assert.Empty(Gpt2PreTokenizer.Split(""));

    [SkippableFact]
    public void ShakespeareIsCutAsThePatternCutsIt()
    {
        Skip.If(SharedText.IsMissing, SharedText.Reason);
        var text = SharedText.Read();
        Assert.Equal(Gpt2Pattern().Matches(text).Select(match => match.Value), Gpt2PreTokenizer.Split(text));
    }

    [Fact]
    public void RandomTextsAreCutAsThePatternCutsThem()
    {
        var random = new SeededRandom(1);
        for (var i = 0; i < 20_000; i++)
        {
            var text = RandomText.Next(random, 30, loneSurrogates: true);
            Assert.Equal(ByPattern(text), Gpt2PreTokenizer.Split(text));
        }
    }

    [Fact]
    public void EveryCharacterOfTheBasicPlaneIsOfTheKindThatThePatternSees()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var text = $"a{(char)code}{(char)code}1 {(char)code}";
            Assert.Equal(ByPattern(text), Gpt2PreTokenizer.Split(text));
        }
    }

    /// <summary>
    /// GPT-2's pattern reads code points, .NET's regular expressions UTF-16 units: characters outside the basic plane are replaced by one of the same
    /// kind, the pattern is applied, and the lengths are carried back.
    /// </summary>
    private static IEnumerable<string> ByPattern(string text)
    {
        var (stand, widths) = (new StringBuilder(), new List<int>());
        for (var i = 0; i < text.Length; i += widths[^1])
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var width);
            widths.Add(width);
            stand.Append(rune.IsBmp ? (char)rune.Value : Rune.GetUnicodeCategory(rune) switch
            {
                <= UnicodeCategory.OtherLetter => 'é',
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '²',
                _ => '€',
            });
        }

        var (at, from) = (0, 0);
        foreach (Match match in Gpt2Pattern().Matches(stand.ToString()))
        {
            var length = widths.Skip(at).Take(match.Length).Sum();
            yield return text.Substring(from, length);
            (at, from) = (at + match.Length, from + length);
        }
    }
}
