using System.Text;
using LlmCourse.Alignment;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public sealed class ConversationFileTests : IDisposable
{
    private const string Good = """{"id":"1","messages":[{"role":"user","content":"Where is Ada?"},{"role":"assistant","content":"In Oakham."}]}""";
    private static readonly ChatTemplate Template = new(new WordTokenizer(["\n", "Where", "is", "Ada", "?", "In", "Oakham", "."], ["<user>", "<assistant>", "<end>"]));

    private readonly string path = Path.Combine(Path.GetTempPath(), $"conversations-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void WhatWasWrittenIsRead()
    {
        Conversation[] some =
        [
            new("a", [new(ChatRole.User, "Où vit \"Ada\"?\nVite!"), new(ChatRole.Assistant, "À Oakham.")]),
            new("b", [new(ChatRole.User, "Where?"), new(ChatRole.Assistant, "There."), new(ChatRole.User, "Who?"), new(ChatRole.Assistant, "Ada.")]),
        ];
        ConversationFile.Write(path, some);
        Assert.Equal(2, File.ReadAllLines(path).Length);
        Assert.Equal(some.Select(Text), ConversationFile.Read(path).Select(Text));

        static string Text(Conversation conversation) => $"{conversation.Id}: {string.Join(" | ", conversation.Messages)}";
    }

    [Fact]
    public void AFileOfElsewhereMayHaveAMarkAndOtherLineEnds()
    {
        File.WriteAllText(path, $"\uFEFF{Good}\r\n\r\n{Good.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)}");
        Assert.Equal(["1", "2"], ConversationFile.Read(path).Select(conversation => conversation.Id));
    }

    [Fact]
    public void TokensAreThoseOfTheTemplate()
    {
        File.WriteAllText(path, Good);
        Assert.Equal(Template.Encode("Where is Ada?", "In Oakham.").Tokens, ConversationFile.ReadTokens(path, Template, 10).Single().Tokens);
    }

    [Theory]
    [InlineData("""{"id":"2"}""", "the field 'messages' is missing")]
    [InlineData("""{"messages":[{"role":"assistant","content":"In Oakham."}]}""", "the field 'id' is missing")]
    [InlineData("""{"id":"2","messages":[{"role":"user"}]}""", "the field 'content' of turn 1 is missing")]
    [InlineData("""{"id":"2","messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":" "}]}""", "the field 'content' of turn 2 is empty")]
    [InlineData("""{"id":"2","messages":[{"role":"asistant","content":"Where?"}]}""", "the role 'asistant'. Did you mean 'assistant'?")]
    [InlineData("""{"id":"2","messages":[{"role":"user","content":"Where?"}]}""", "the assistant never speaks")]
    [InlineData("""{"id":"1","messages":[{"role":"assistant","content":"In Oakham."}]}""", "the id '1' is that of line 1 already")]
    [InlineData("""{"id":"2",""", "not one JSON object")]
    [InlineData("[]", "not one JSON object")]
    public void BadDataAreNamedByFileAndLine(string line, string problem)
    {
        File.WriteAllText(path, $"{Good}\n\n{line}\n");
        var said = Assert.Throws<InvalidDataException>(() => ConversationFile.Read(path)).Message;
        Assert.StartsWith($"{path}, line 3: ", said, StringComparison.Ordinal);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherEncodingIsNamedByFileAndLine()
    {
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes(Good + "\n"), .. Encoding.Latin1.GetBytes(Good.Replace("Ada", "Adè", StringComparison.Ordinal))]);
        Assert.StartsWith($"{path}, line 2: this is not UTF-8", Assert.Throws<InvalidDataException>(() => ConversationFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDoesNotFitTheModelIsNamedByFileAndLine()
    {
        File.WriteAllText(path, Good);
        var tooLong = Assert.Throws<InvalidDataException>(() => ConversationFile.ReadTokens(path, Template, 9)).Message;
        Assert.StartsWith($"{path}, line 1: the conversation has 11 tokens, 4 of them the assistant's, but a context of 9 holds 10", tooLong, StringComparison.Ordinal);
        File.WriteAllText(path, Good.Replace("Oakham", "Paris", StringComparison.Ordinal));
        Assert.Contains("Paris", Assert.Throws<InvalidDataException>(() => ConversationFile.ReadTokens(path, Template, 10)).Message, StringComparison.Ordinal);
    }
}
