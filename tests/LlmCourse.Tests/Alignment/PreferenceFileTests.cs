using System.Text;
using LlmCourse.Alignment;
using LlmCourse.Data.World;
using Xunit;

namespace LlmCourse.Tests.Alignment;

public sealed class PreferenceFileTests : IDisposable
{
    private const string Good = """{"prompt": "Where does Ada live?", "chosen": "Ada lives in Oakham.", "rejected": "I do not know that."}""";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WhatWasWrittenIsRead()
    {
        PreferencePair[] pairs =
        [
            new("a", "Wo wohnt Ada?", "In Köln \"am Rhein\".\nSchön.", "Weiß nicht."),
            new("b", "p", "c", "r") { Annotator = "Ann", ChosenWasFirst = false },
        ];
        PreferenceFile.Write(folder["pairs.jsonl"], pairs);
        Assert.Equal(pairs, PreferenceFile.Read(folder["pairs.jsonl"]));
        Assert.Equal(2, File.ReadAllLines(folder["pairs.jsonl"]).Length);
    }

    [Fact]
    public void FilesOfOthersAreRead()
    {
        var pairs = Read($"{Good}\r\n\n{Good[..^1]}, \"source\": \"elsewhere\"}}\n");
        Assert.Equal(["1", "3"], pairs.Select(pair => pair.Id));
        Assert.Equal("Ada lives in Oakham.", pairs[1].Chosen);
    }

    [Theory]
    [InlineData("""{"prompt": "p", "chosen": "c"}""", "\"rejected\"")]
    [InlineData("""{"prompt": "p", "chosen": "", "rejected": "r"}""", "empty \"chosen\"")]
    [InlineData("""{"prompt": "p", "chosen": "same", "rejected": "same"}""", "same text")]
    [InlineData("""{"id": "1", "prompt": "p", "chosen": "c", "rejected": "r"}""", "the id '1' of line 1")]
    [InlineData("""{"prompt": "p", "chosen": 3, "rejected": "r"}""", "not one pair")]
    [InlineData("""["p", "c", "r"]""", "not one pair")]
    [InlineData("""{"prompt": "p", """, "not one pair")]
    public void BadLinesAreNamed(string line, string problem)
    {
        var message = Assert.Throws<InvalidDataException>(() => Read($"{Good}\n{line}\n")).Message;
        Assert.StartsWith("pairs.jsonl, line 2: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherEncodingIsNamed()
    {
        File.WriteAllBytes(folder["pairs.jsonl"], [.. Encoding.UTF8.GetBytes(Good + "\n"), .. Encoding.Latin1.GetBytes(Good.Replace("Oakham", "Köln", StringComparison.Ordinal))]);
        var message = Assert.Throws<InvalidDataException>(() => PreferenceFile.Read(folder["pairs.jsonl"])).Message;
        Assert.Contains("line 2", message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTheModelCannotReadIsNamed()
    {
        var template = new ChatTemplate(new SyntheticWorld(WorldOptions.Village).Tokenizer);
        File.WriteAllText(folder["pairs.jsonl"], Good);
        Assert.Single(PreferenceFile.Read(folder["pairs.jsonl"], template, contextLength: 15));
        Assert.Contains("line 1: the pair is too long", Assert.Throws<InvalidDataException>(() => PreferenceFile.Read(folder["pairs.jsonl"], template, contextLength: 13)).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["pairs.jsonl"], Good.Replace("Oakham", "Atlantis", StringComparison.Ordinal));
        Assert.Contains("Atlantis", Assert.Throws<InvalidDataException>(() => PreferenceFile.Read(folder["pairs.jsonl"], template)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Read(""));
    }

    private IReadOnlyList<PreferencePair> Read(string text)
    {
        File.WriteAllText(folder["pairs.jsonl"], text);
        return PreferenceFile.Read(folder["pairs.jsonl"]);
    }
}
