using System.Text.RegularExpressions;
using Xunit;

namespace LlmCourse.Kernel.Tests.Texts;

/// <summary>The sources: every work that the README's table and the claims name, and nothing that is not there.</summary>
public partial class BibliographyTests
{
    private static readonly string[] OwnMeasurements = ["measured here", "this chapter", "this machine", "tests/"];

    private static readonly List<(string Key, string Text)> Entries =
        [.. File.ReadAllText(Path.Combine(WrittenChapter.Folder, "bibliography.md")).Split("\n### ").Skip(1).Select(entry => (Key: entry.Split('\n')[0].Split(" · ")[0], Text: entry.Split("\n## ")[0]))];

    private static IEnumerable<string> Texts(string key) => Entries.Where(entry => entry.Key == key).Select(entry => entry.Text);

    [Fact]
    public void EachPaperOfTheReadmesTableIsThereWithItsTypesAndChapters()
    {
        var rows = File.ReadAllLines(Path.Combine(TemporaryCourse.Repository, "README.md")).SkipWhile(line => line.Trim() != "| Paper | Type | Chapter |").Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split('|')).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var works = row[0].Split(';').Select(part => WorkAtStart().Match(part.Trim())).ToList();
            foreach (var work in works)
            {
                Assert.True(work.Success && Texts(work.Value).Any(), $"The sources have no '{work.Value}', but the README's table names it: {row[0].Trim()}");
            }

            var texts = string.Concat(works.SelectMany(work => Texts(work.Value)));
            Assert.All(InBackticks().Matches(row[1]), type => Assert.Contains(type.Value, texts, StringComparison.Ordinal));
            Assert.All(ChapterNumber().Matches(row[2]), chapter => Assert.Contains($"[{chapter.Groups[1].Value}](", texts, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void EachSourceOfAClaimIsThereAndNamesTheClaim()
    {
        var problems =
            from chapter in WrittenChapter.All.Values
            from claim in chapter.Claims
            where claim.Source is not null && !OwnMeasurements.Any(own => claim.Source.StartsWith(own, StringComparison.Ordinal))
            from part in claim.Source.Split(';')
            let keys = Work().Matches(part).Select(match => match.Value).ToList()
            let found = keys.Count > 0 ? keys.SelectMany(Texts).ToList() : [.. Entries.Where(entry => part.Contains(entry.Key, StringComparison.Ordinal)).Select(entry => entry.Text)]
            where keys.Any(key => !Texts(key).Any()) || !found.Any(text => text.Contains($"`{claim.Id}`", StringComparison.Ordinal))
            select $"{claim.Id}: {part.Trim()}";
        Assert.Empty(problems);
    }

    [Fact]
    public void EveryChapterThatItNamesIsThere()
    {
        var links = Entries.SelectMany(entry => ChapterLink().Matches(entry.Text)).Select(match => match.Groups[1].Value).Distinct();
        Assert.Empty(links.Select(WrittenChapter.Problem).OfType<string>());
    }

    [Fact]
    public void EveryClaimThatItNamesIsMade()
    {
        var made = WrittenChapter.All.Values.SelectMany(chapter => chapter.Claims).Select(claim => claim.Id).ToHashSet();
        var named = LinesOf("- Claims: ").SelectMany(line => InBackticks().Matches(line)).Select(match => match.Groups[1].Value);
        Assert.Empty(named.Where(id => !made.Contains(id) && WrittenChapter.All.ContainsKey(id[..2])));
    }

    [Fact]
    public void EveryTypeThatItNamesIsInTheLibrary()
    {
        var types = Directory.EnumerateFiles(Path.Combine(TemporaryCourse.Repository, "lib"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.Empty(LinesOf("- Types: ").SelectMany(line => InBackticks().Matches(line)).Select(match => match.Groups[1].Value).Where(type => !types.Contains(type)));
    }

    [Fact]
    public void WorksStandOnceEachInTheOrderOfTheirAuthors()
    {
        var headings = Entries.Select(entry => entry.Text.Split('\n')[0]).ToList();
        Assert.Equal(headings.Distinct(), headings);
        Assert.All(Entries, entry => Assert.True(entry.Text.Contains("\n- Chapters: ", StringComparison.Ordinal) || entry.Text.Contains("\n- Types: ", StringComparison.Ordinal), $"'{entry.Key}' is used nowhere."));
    }

    private static IEnumerable<string> LinesOf(string start) => Entries.SelectMany(entry => entry.Text.Split('\n')).Where(line => line.StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex(@"^[^,]+? \d{4}b?(?=,|$)")]
    private static partial Regex WorkAtStart();

    [GeneratedRegex(@"(?:\p{Lu}[\p{L}-]+(?: et al\.| and \p{Lu}[\p{L}-]+)?|nostalgebraist) \d{4}b?\b")]
    private static partial Regex Work();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex(@"\[(\d\d)\]\(")]
    private static partial Regex ChapterNumber();

    [GeneratedRegex(@"\]\((\d\d-[^)]+)\)")]
    private static partial Regex ChapterLink();
}
