using System.Text;
using LlmCourse.Evaluation;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public sealed class TaskFileTests : IDisposable
{
    private const string Good = """{"id":"a","question":"What is 6 * 7?","answer":"42"}""";
    private readonly TemporaryFolder folder = new();

    private string File => folder["tasks.jsonl"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WhatWasWrittenIsRead()
    {
        TaskItem[] items = [new("1", "Wie viel ist \"6 × 7\"?\nSchön.", "42", "6 × 7 = 42."), new("2", "Who?", "Ann, Ben"), new("3", "Use 1 1 2 12.", "1 * 1 * 2 * 12", Check: "game-of-24")];
        TaskFile.Write(File, items);
        Assert.Equal(items, TaskFile.Read(File));
        Assert.Contains("Schön", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public void TheFormOfGsm8kIsRead()
    {
        var items = Read("""{"question": "Natalia sold clips to 48 friends, and half as many in May. How many?", "answer": "In May, 48/2 = <<48/2=24>>24.\nIn all 48+24 = <<48+24=72>>72.\n#### 72"}""");
        Assert.Equal(new TaskItem("1", items[0].Question, "72", "In May, 48/2 = 24.\nIn all 48+24 = 72."), items[0]);
    }

    [Fact]
    public void FilesOfOthersAreRead()
    {
        var items = Read($"\uFEFF{Good}\r\n\n{{\"question\":\"q\",\"answer\":7,\"source\":\"elsewhere\"}}\n{{\"id\":12,\"question\":\"q\",\"answer\":\"#### 1,000\",\"reasoning\":\"r\"}}");
        Assert.Equal([new("a", "What is 6 * 7?", "42"), new("3", "q", "7"), new("12", "q", "1,000", "r")], items);
    }

    [Theory]
    [InlineData("""{"answer":"42"}""", "the field 'question' is missing")]
    [InlineData("""{"question":" ","answer":"42"}""", "the field 'question' is empty")]
    [InlineData("""{"question":"q"}""", "the field 'answer' is missing")]
    [InlineData("""{"question":"q","answer":true}""", "the field 'answer' is missing, or no text")]
    [InlineData("""{"question":"q","answer":"so it is\n#### "}""", "nothing stands after ####")]
    [InlineData("""{"id":"a","question":"q","answer":"1"}""", "the id 'a' is that of line 1 already")]
    [InlineData("""{"question":"q",""", "not one JSON object")]
    [InlineData("""{"question":"q","question":"q","answer":"1"}""", "question")]
    [InlineData("[]", "not one JSON object")]
    [InlineData("""{"question":"q","answer":"1","check":"game"}""", "there is no check 'game'. The checks are: game-of-24.")]
    [InlineData("""{"question":"q","answer":"1","check":1}""", "the field 'check' is missing, or no text")]
    [InlineData("""{"question":"q","answer":"1 + 2","check":"game-of-24"}""", "the field 'answer' does not pass the check 'game-of-24' itself")]
    public void BadLinesAreNamedByFileAndNumber(string line, string problem)
    {
        var said = Assert.Throws<InvalidDataException>(() => Read($"{Good}\n\n{line}\n")).Message;
        Assert.StartsWith($"{File}, line 3: ", said, StringComparison.Ordinal);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherEncodingAnEmptyFileAndNoFileAreTold()
    {
        System.IO.File.WriteAllBytes(File, [.. Encoding.UTF8.GetBytes(Good + "\n"), .. Encoding.Latin1.GetBytes("{\"question\":\"Wie schön?\",\"answer\":\"1\"}")]);
        Assert.StartsWith($"{File}, line 2: this is not UTF-8", Assert.Throws<InvalidDataException>(() => TaskFile.Read(File)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no question", Assert.Throws<InvalidDataException>(() => Read("\n")).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => TaskFile.Read(folder["none.jsonl"]));
    }

    private IReadOnlyList<TaskItem> Read(string text)
    {
        System.IO.File.WriteAllText(File, text);
        return TaskFile.Read(File);
    }
}
