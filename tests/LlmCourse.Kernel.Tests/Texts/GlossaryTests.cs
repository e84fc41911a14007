using System.Text.RegularExpressions;
using Xunit;

namespace LlmCourse.Kernel.Tests.Texts;

/// <summary>The words of the field: in order, each once, each with the section that introduces it.</summary>
public partial class GlossaryTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(WrittenChapter.Folder, "glossary.md"));

    private static List<string> Terms => [.. Lines.Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..])];

    [Fact]
    public void TermsStandInOrderAndOnce()
    {
        var terms = Terms.Select(term => term.ToLowerInvariant()).ToList();
        Assert.True(terms.Count >= 130, $"The glossary has {terms.Count} terms.");
        Assert.Equal(terms.Distinct(), terms);
        Assert.Equal(terms.Order(StringComparer.Ordinal), terms);
    }

    [Fact]
    public void EachTermStandsUnderItsLetter()
    {
        var letter = "";
        foreach (var line in Lines.Where(line => line.StartsWith('#')))
        {
            letter = line.StartsWith("## ", StringComparison.Ordinal) ? line[3..] : letter;
            Assert.True(!line.StartsWith("### ", StringComparison.Ordinal) || line[4..].StartsWith(letter, StringComparison.OrdinalIgnoreCase), $"'{line[4..]}' stands under {letter}.");
        }
    }

    [Fact]
    public void EachTermSaysSomethingAndNamesItsChapter()
    {
        var entries = string.Join('\n', Lines).Split("\n### ").Skip(1).Select(entry => entry.Split("\n## ")[0]).ToList();
        Assert.Empty(entries.Where(entry => Link().Count(entry) == 0 || entry.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length < 3).Select(entry => entry.Split('\n')[0]));
    }

    [Fact]
    public void EveryLinkLeadsSomewhere()
    {
        var links = Lines.SelectMany(line => Link().Matches(line)).Select(match => match.Groups[1].Value).ToList();
        Assert.Empty(links.Where(link => link.Contains(".ipynb", StringComparison.Ordinal)).Select(WrittenChapter.Problem).OfType<string>());
        Assert.All(links.Where(link => !link.Contains(".ipynb", StringComparison.Ordinal)), link => Assert.True(File.Exists(Path.Combine(WrittenChapter.Folder, link)), link));
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
