using System.Text.RegularExpressions;
using Xunit;

namespace LlmCourse.Tests.Architecture;

/// <summary>The README's table tells where each paper lives in the code and in the chapters; all of it must be there.</summary>
public partial class PaperTableTests
{
    private const string Header = "| Paper | Type | Chapter |";

    [SkippableFact]
    public void EveryTypeOfTheTableExists()
    {
        foreach (var (line, types, _) in Rows())
        {
            Assert.True(types.Count > 0, $"This line names no type in backticks: {line}");
            Assert.All(types, type => Assert.True(Exists(type), $"There is no public type {type} in lib/, but the README's table names it."));
        }
    }

    [SkippableFact]
    public void EveryChapterOfTheTableExists()
    {
        foreach (var (line, _, chapters) in Rows())
        {
            Assert.True(chapters.Count > 0, $"This line links no chapter of the form (notebooks/NN-name.ipynb): {line}");
            Assert.All(chapters, chapter => Assert.True(File.Exists(Repository.PathOf(chapter)), $"There is no {chapter}, but the README's table links it."));
        }
    }

    private static List<(string Line, List<string> Types, List<string> Chapters)> Rows()
    {
        var readme = Repository.PathOf("README.md");
        Skip.IfNot(File.Exists(readme), "There is no README.md yet.");
        var lines = File.ReadAllLines(readme);
        var header = Array.FindIndex(lines, line => line.Trim() == Header);
        Skip.If(header < 0, $"README.md has no table '{Header}' yet.");
        var rows = lines.Skip(header + 2).TakeWhile(line => line.TrimStart().StartsWith('|')).Select(line => (line, line.Trim().Trim('|').Split('|'))).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(row.Item2.Length == 3, $"This line of the table has not three cells: {row.line}"));
        return [.. rows.Select(row => (row.line, Groups(TypeName(), row.Item2[1]), Groups(ChapterLink(), row.Item2[2])))];
    }

    private static List<string> Groups(Regex pattern, string cell) => [.. pattern.Matches(cell).Select(match => match.Groups[1].Value)];

    private static bool Exists(string type) => Directory
        .EnumerateFiles(Repository.PathOf("lib"), $"{type}.cs", SearchOption.AllDirectories)
        .Any(file => Regex.IsMatch(File.ReadAllText(file), $@"^public ([a-z]+ )*(class|struct|interface|enum|record) {type}\b", RegexOptions.Multiline));

    [GeneratedRegex(@"`(\w+)(?:<[^`]*>)?`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\]\((notebooks/\d\d-[\w-]+\.ipynb)\)")]
    private static partial Regex ChapterLink();
}
