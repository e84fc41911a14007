using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Tokenization;

public class WordTokenizerTests
{
    private static readonly WordTokenizer Tokenizer = new(["\n", ".", "?", "Anna", "Bob", "lives", "'s", "cat", "7", "+"], ["<user>", "<end>"]);

    [Theory]
    [InlineData("Anna lives.")]
    [InlineData("Anna lives.\nBob's cat?\n")]
    [InlineData("7 + 7?")]
    [InlineData("")]
    public void WhatIsDecodedIsWhatWasEncoded(string text) => Assert.Equal(text, Tokenizer.Decode(Tokenizer.Encode(text)));

    [Fact]
    public void EveryRowOfTokensSurvivesTheWayThroughText()
    {
        var tokens = Enumerable.Range(0, 10).Concat(Enumerable.Range(0, 10).Reverse()).ToArray();
        Assert.Equal(tokens, Tokenizer.Encode(Tokenizer.Decode(tokens)));
    }

    [Fact]
    public void AnUnknownWordIsNamed()
    {
        var problem = Assert.Throws<ArgumentException>(() => Tokenizer.Encode("Anna lives elsewhere."));
        Assert.Contains("'elsewhere'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SpecialTokensAreRecognisedOnRequestOnly()
    {
        Assert.Equal([10, 3, 11], Tokenizer.Encode("<user> Anna<end>", recogniseSpecialTokens: true));
        Assert.Equal("<user> Anna<end>", Tokenizer.Decode([10, 3, 11]));
        Assert.Throws<ArgumentException>(() => Tokenizer.Encode("<user> Anna"));
    }

    [Fact]
    public void IdsFollowTheOrderOfTheWords()
    {
        Assert.Equal(12, Tokenizer.VocabularySize);
        Assert.Equal(3, Tokenizer["Anna"]);
        Assert.Equal("Anna", Tokenizer.Words[3]);
        Assert.Equal(" Anna"u8.ToArray(), Tokenizer.TokenBytes(3).ToArray());
        Assert.Throws<ArgumentException>(() => Tokenizer.Decode([12]));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("Anna")]
    public void AVocabularyOfSingleAndDifferentWordsIsRequired(string word) => Assert.Throws<ArgumentException>(() => new WordTokenizer(["Anna", word]));
}
