using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Tokenization;

public class CharTokenizerTests
{
    [Fact]
    public void CharactersAreNumberedInCodePointOrder()
    {
        var tokenizer = new CharTokenizer("hello 😀");
        Assert.Equal(" ehlo😀", tokenizer.Alphabet);
        Assert.Equal([2, 1, 3, 3, 4, 0, 5], tokenizer.Encode("hello 😀"));
        Assert.Equal("hello 😀", tokenizer.Decode(tokenizer.Encode("hello 😀")));
    }

    [SkippableFact]
    public void ShakespeareHas65Characters()
    {
        Skip.If(SharedText.IsMissing, SharedText.Reason);
        var text = SharedText.Read();
        var tokenizer = new CharTokenizer(text);
        Assert.Equal(65, tokenizer.VocabularySize);
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void AnUnknownCharacterIsNamed()
    {
        var problem = Assert.Throws<ArgumentException>(() => new CharTokenizer("abc").Encode("abé"));
        Assert.Equal(
            "The character 'é' (U+00E9) at position 2 is not among the 3 characters of this tokenizer; "
            + "build it from a text that holds the character, or use a BpeTokenizer, which can express any text.", problem.Message);
    }

    [Fact]
    public void AnEmptyTextGivesNoTokenizer() => Assert.Throws<ArgumentException>(() => new CharTokenizer(""));

    [Fact]
    public void IdsAreEqualAfterSavingAndLoading()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = new CharTokenizer("the \"quick\"\n\\ fox 😀 é");
        tokenizer.Save(folder["chars.json"]);
        var loaded = CharTokenizer.Load(folder["chars.json"]);
        Assert.Equal(tokenizer.Alphabet, loaded.Alphabet);
        Assert.Equal(tokenizer.Encode("fox 😀"), loaded.Encode("fox 😀"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"type\":\"characters\"}")]
    [InlineData("{\"type\":\"characters\",\"alphabet\":\"\"}")]
    [InlineData("{\"type\":\"characters\",\"alphabet\":null}")]
    [InlineData("{\"type\":\"words\",\"alphabet\":\"a\"}")]
    [InlineData("{\"type\":\"characters\",\"alphabet\":\"a\",\"more\":1}")]
    public void ADamagedFileIsRefused(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["chars.json"], content);
        var problem = Assert.Throws<InvalidDataException>(() => CharTokenizer.Load(folder["chars.json"]));
        Assert.Contains(folder["chars.json"], problem.Message, StringComparison.Ordinal);
    }
}
