using LlmCourse.Reasoning;
using Xunit;

namespace LlmCourse.Tests.Reasoning;

public sealed class ResultFileTests : IDisposable
{
    private static readonly EvaluationSettings Settings = new() { Model = "small", TasksSha256 = "aa", Strategy = "cot", Items = 3 };
    private static readonly ItemResult First = new("1", "42", "42", true, true, 1, 10, 2, 0.25, ["6 × 7 = 42.\nThe answer is 42."]);
    private static readonly ItemResult Second = new("2", "7", null, false, false, 1, 10, 2, 0.5, ["?"]);
    private readonly TemporaryFolder folder = new();

    private string Path => folder["results.jsonl"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ResultsAreThereAfterAnEnd()
    {
        Write(First, Second);
        Assert.Equal(3, File.ReadAllLines(Path).Length);
        using var file = ResultFile.Open(Path, Settings);
        Assert.False(file.WasTorn);
        Assert.Equal([Shown(First), Shown(Second)], file.Results.Select(Shown));
    }

    [Fact]
    public void WhereverAKillCutsTheLastLineWhatIsWholeIsKept()
    {
        Write(First);
        var whole = File.ReadAllBytes(Path);
        Write(Second);
        var both = File.ReadAllBytes(Path);
        for (var length = whole.Length; length < both.Length; length++)
        {
            File.WriteAllBytes(Path, both[..length]);
            using (var file = ResultFile.Open(Path, Settings))
            {
                Assert.Equal(length > whole.Length, file.WasTorn);
                Assert.Equal("1", Assert.Single(file.Results).Id);
                file.Append(Second);
            }

            Assert.Equal(both, File.ReadAllBytes(Path));
        }
    }

    [Fact]
    public void ResultsOfOtherSettingsAreRefusedWithTheDifference()
    {
        Write(First);
        var before = File.ReadAllBytes(Path);
        Assert.Equal(
            $"{Path} holds results of other settings: temperature is 0 there and 0.5 here; seed is not set there and 7 here. Choose another folder, or delete the file to start anew.",
            Assert.Throws<InvalidDataException>(() => ResultFile.Open(Path, Settings with { Temperature = 0.5, Seed = 7 })).Message);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("hello\n")]
    [InlineData("{\"question\": \"q\"}\n")]
    public void AFileOfSomethingElseIsLeftAlone(string content)
    {
        File.WriteAllText(Path, content);
        Assert.Contains("is no file of results", Assert.Throws<InvalidDataException>(() => ResultFile.Open(Path, Settings)).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public void ADamagedLineIsNamed()
    {
        Write(First, Second);
        File.WriteAllText(Path, File.ReadAllText(Path).Replace("\"is_right\"", "\"is_wrong\"", StringComparison.Ordinal));
        Assert.StartsWith($"{Path}, line 2: ", Assert.Throws<InvalidDataException>(() => ResultFile.Open(Path, Settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoCannotWriteAtTheSameTime()
    {
        using var file = ResultFile.Open(Path, Settings);
        Assert.Contains("another evaluation", Assert.Throws<IOException>(() => ResultFile.Open(Path, Settings)).Message, StringComparison.Ordinal);
    }

    private void Write(params ItemResult[] results)
    {
        using var file = ResultFile.Open(Path, Settings);
        Array.ForEach(results, file.Append);
    }

    private static string Shown(ItemResult result) => $"{result with { Texts = [] }}{string.Join('|', result.Texts)}".Replace("System.String[]", "", StringComparison.Ordinal);
}
