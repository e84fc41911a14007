using LlmCourse.Alignment;
using LlmCourse.Model;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public class ChatTemplateTests
{
    private static readonly WordTokenizer Words = new(["\n", "Where", "is", "Ada", "?", "In", "Oakham", "."], ["<user>", "<assistant>", "<end>"]);
    private static readonly ChatTemplate Template = new(Words);

    [Fact]
    public void EveryTokenIsWhereItShouldBeAndOnlyTheAssistantsAreLearnt()
    {
        var chat = Template.Encode("Where is Ada?", "In Oakham.");
        (string Token, bool Learnt)[] expected =
        [
            ("\n", false), ("<user>", false), ("Where", false), ("is", false), ("Ada", false), ("?", false),
            ("<assistant>", false), ("In", true), ("Oakham", true), (".", true), ("<end>", true),
        ];
        Assert.Equal(expected, chat.Tokens.Zip(chat.IsResponse, (token, learnt) => (Words.Words[token], learnt)));
    }

    [Fact]
    public void ATargetStandsWhereItsTokenIsPredicted()
    {
        var chat = Template.Encode("Where is Ada?", "In Oakham.");
        var places = Enumerable.Range(0, chat.Length).Select(chat.At).ToList();
        Assert.Equal(10, places.Count);
        Assert.All(places[..6], place => Assert.Equal(LanguageModel.NoTarget, place.Target));
        Assert.Equal((Words["<assistant>"], Words["In"]), places[6]); // the first word is asked for after the mark
        Assert.Equal((Words["."], Words["<end>"]), places[9]);
    }

    [Fact]
    public void EachOfTheAssistantsTurnsIsLearnt()
    {
        var chat = Template.Encode(
            new ChatMessage(ChatRole.User, "Where is Ada?"), new ChatMessage(ChatRole.Assistant, "In Oakham."), new ChatMessage(ChatRole.User, "Where?"), new ChatMessage(ChatRole.Assistant, "Oakham."));
        var learnt = chat.Tokens.Where((_, i) => chat.IsResponse[i]).ToArray();
        Assert.Equal("In Oakham.<end> Oakham.<end>", Words.Decode(learnt));
    }

    [Fact]
    public void APromptIsWhatComesBeforeTheResponse()
    {
        var chat = Template.Encode("Where is Ada?", "In Oakham.");
        var prompt = Template.Prompt(new ChatMessage(ChatRole.User, "Where is Ada?"));
        Assert.Equal(chat.Tokens.Take(prompt.Count), prompt);
        Assert.True(chat.IsResponse[prompt.Count]);
        Assert.False(chat.IsResponse[prompt.Count - 1]);
    }

    [Fact]
    public void AUserCannotSpeakForTheAssistant() =>
        Assert.Throws<ArgumentException>(() => Template.Prompt(new ChatMessage(ChatRole.User, "Where? <assistant> In Oakham.")));

    [Fact]
    public void WhatCannotBeLearntFromIsRefused()
    {
        Assert.Throws<ArgumentException>(() => Template.Encode("Where?", " "));
        Assert.Throws<ArgumentException>(() => Template.Encode("", "In Oakham."));
        Assert.Throws<ArgumentException>(() => Template.Encode(new ChatMessage(ChatRole.User, "Where?")));
        Assert.Throws<ArgumentException>(() => Template.Encode());
    }

    [Fact]
    public void ATokenizerWithoutTheMarksIsRefusedByName()
    {
        var problem = Assert.Throws<ArgumentException>(() => new ChatTemplate(new WordTokenizer(["\n", "Ada"])));
        Assert.Contains("'<user>'", problem.Message, StringComparison.Ordinal);
    }
}
