using System.Text.RegularExpressions;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Site;
using Xunit;
using static LlmCourse.Kernel.Tests.Site.SampleChapters;

namespace LlmCourse.Kernel.Tests.Site;

/// <summary>The texts beside the chapters, the terms, and the search.</summary>
public sealed partial class SiteTextTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("course-texts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TextsBesideTheChaptersBecomePagesThatLeadToThemAndToEachOther()
    {
        WriteSample();
        Assert.Empty(SiteCheck.ProblemsOf(folder));
        var page = new PageReader(Read("workshops.html"));
        Assert.Subset(page.Links.ToHashSet(), new HashSet<string> { "01-text-to-tokens.html", "04-pretraining.html#the-loop", "glossary.html#token", "https://example.org/" });
        Assert.Contains("<span class=\"elsewhere\" title=\"../datasets/README.md\">The data</span>", Read("workshops.html"));
        Assert.Contains("<span class=\"elsewhere\" title=\"99-none.ipynb\">", Read("workshops.html"));
        Assert.Contains("<span class=\"elsewhere\" title=\"../README.md\">", Read("workshops.html"));
        Assert.Contains("<h1>Preparing a workshop</h1>", Read("workshops.html"));
        Assert.Contains("<h2 id=\"beside\">Beside the chapters</h2>\n<ul class=\"texts\">\n<li><a href=\"glossary.html\">Glossary</a></li>\n<li><a href=\"workshops.html\">Preparing a workshop</a></li>", Read("index.html"));
    }

    [Fact]
    public void EveryPageLeadsToEveryOther()
    {
        WriteSample();
        string[] all = ["01-text-to-tokens.html", "04-pretraining.html", "glossary.html", "workshops.html"];
        foreach (var name in all.Append("index.html"))
        {
            var links = new PageReader(Read(name)).Links.ToHashSet();
            Assert.Superset(all.Append("index.html").ToHashSet(), links);
        }

        Assert.Contains("href=\"04-pretraining.html\" aria-current=\"page\"", Read("04-pretraining.html"));
        Assert.Contains("rel=\"next\" href=\"workshops.html\"", Read("glossary.html"));
        Assert.DoesNotContain("rel=\"next\"", Read("04-pretraining.html"));
    }

    [Fact]
    public void ATextOfAChaptersNameGivesWay()
    {
        new SiteWriter(folder).WriteIndex([Tokens()], [new SiteText("01-text-to-tokens", "# Something else")]);
        Assert.DoesNotContain("Something else", Read("01-text-to-tokens.html"));
    }

    [Fact]
    public void AChaptersFirstMentionOfATermLeadsToTheGlossary()
    {
        new SiteWriter(folder).WriteIndex(
            [
                Page("08-terms", Chapter("08", "Terms", "", 1,
                    Text("# Terms of a token\n\n## A byte\n\n`token` [token](https://example.org/) *Tokens* are tokens. A length bias, or bias; a gate, of course; bytes-per-token and a mse, but MSE.\n\n| token |\n|--|\n| mean-squared error |"),
                    Text("A byte. A mean\nsquared error. Mean squared errors."))),
            ],
            [SampleTexts.Glossary]);
        var terms = Term().Matches(Read("08-terms.html")).Select(match => (match.Groups["to"].Value, match.Groups["words"].Value));
        Assert.Equal([("token", "Tokens"), ("bias-length", "length bias"), ("mean-squared-error", "MSE"), ("byte", "byte")], terms);
        Assert.Contains("data-meaning=\"A piece of text with a number.\"", Read("08-terms.html"));
        Assert.Contains("data-meaning=\"The mean of the squares.\"", Read("08-terms.html"));
        Assert.DoesNotContain("class=\"term\"", Read("glossary.html"));
        Assert.Contains("<strong id=\"byte\">byte</strong>", Read("glossary.html"));
        Assert.Empty(SiteCheck.ProblemsOf(folder));
    }

    [Fact]
    public void HostileTermsStayText()
    {
        new SiteWriter(folder).WriteIndex(
            [Page("08-terms", Chapter("08", "Terms", "", 1, Text("An evil (word+ here.")))],
            [new SiteText("glossary", "# G\n\n**evil (word+**: \"><script>alert(1)</script> & more\n\n****\n\n### \n\n###   \n\nnothing")]);
        Assert.Contains("data-meaning=\"&quot;&gt;", Read("08-terms.html"));
        Assert.DoesNotContain("<script>alert", Read("08-terms.html"));
        Assert.Empty(new PageReader(Read("08-terms.html")).Unbalanced);
    }

    [Fact]
    public void TheSearchKnowsSectionsClaimsTypesAndTerms()
    {
        WriteSample(Page("07-types", Chapter("07", "Types", "Which types?", 1, Text("## Größe & a < b"), Code("var gpt = new Gpt(config); // GptConfig.Tiny\nnew Figure();"))));
        var index = Read(Path.Combine("assets", "search-index.js"));
        Assert.StartsWith("window.llmcourseSearch = {\"pages\":[[\"01-text-to-tokens.html\",\"01 Text to tokens\"],", index, StringComparison.Ordinal);
        Assert.Contains("[0,\"bytes\",\"section\",\"Bytes\",\"Every text is bytes. See pre-training, nowhere, and the web.\"]", index);
        Assert.Contains("\"claim-04-validation-loss\",\"claim\",\"04-validation-loss\",\"Validation loss of our recipe, mean over the whole validation part\"]", index);
        Assert.Contains("\"cell-1\",\"type\",\"Gpt\",\"\"]", index);
        Assert.Contains("\"cell-1\",\"type\",\"GptConfig\",\"\"]", index);
        Assert.Contains("\"token\",\"term\",\"token\",\"A piece of text with a number.\"]", index);
        Assert.DoesNotContain("\"token\",\"section\"", index);
        Assert.Contains("Größe \\u0026 a \\u003C b", index);
        Assert.Contains("a line of a command that is too long", index);
    }

    [Fact]
    public void ReadingAndSolvingAreMarkedForTheBrowserToRemember()
    {
        new SiteWriter(folder).WriteIndex([Pretraining() with { Passed = ["04-rate"] }, Tokens()]);
        Assert.Contains("<main id=\"main\" tabindex=\"-1\" data-chapter=\"04-pretraining\" data-passed=\"04-rate\">", Read("04-pretraining.html"));
        Assert.Contains("data-chapter=\"04-pretraining\" data-exercises=\"04-rate\" data-passed=\"04-rate\">1 of 1 exercise solved</span>", Read("index.html"));
        Assert.Contains("data-chapter=\"01-text-to-tokens\" data-exercises=\"\" data-passed=\"\"></span>", Read("index.html"));
    }

    /// <summary>The course's own chapters and texts: nothing that one of them links to is missing, down to the heading.</summary>
    [Fact]
    public void EveryLinkOfTheCourseLeadsSomewhere()
    {
        var notebooks = Path.Combine(TemporaryCourse.Repository, "notebooks");
        ChapterPage[] chapters = [.. Directory.GetFiles(notebooks, "*.ipynb").Order(StringComparer.Ordinal)
            .Select(path => new ChapterPage(Path.GetFileNameWithoutExtension(path), Notebook.Read(path)) { Folder = notebooks })];
        var texts = SiteText.ReadAll(notebooks);
        Assert.Contains(texts, text => text.Name == "README");
        new SiteWriter(folder).WriteIndex(chapters, texts);
        Assert.Empty(SiteCheck.ProblemsOf(folder));

        var sources = chapters.Select(chapter => (chapter.Name, Text: string.Join('\n', chapter.Notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => cell.Source))))
            .Concat(texts.Select(text => (text.Name, Text: text.Markdown)));
        foreach (var (name, text) in sources)
        {
            var links = new PageReader(Read($"{name}.html")).Links.Select(Uri.UnescapeDataString).ToHashSet();
            Assert.All(
                LinkForm().Matches(text).Select(match => $"{(match.Groups["file"].Length > 0 ? Path.ChangeExtension(match.Groups["file"].Value, ".html") : "")}{Uri.UnescapeDataString(match.Groups["place"].Value)}"),
                link => Assert.True(links.Contains(link), $"{name} links to {link}, which is not there"));
        }
    }

    private void WriteSample(params ChapterPage[] more) =>
        new SiteWriter(folder).WriteIndex([Tokens(), Pretraining(), .. more], [SampleTexts.Glossary, SampleTexts.Workshops]);

    private string Read(string file) => File.ReadAllText(Path.Combine(folder, file));

    [GeneratedRegex("<a class=\"term\" href=\"glossary.html#(?<to>[^\"]*)\"[^>]*>(?<words>[^<]*)</a>")]
    private static partial Regex Term();

    [GeneratedRegex(@"\]\((?<file>[\w.-]+\.(?:ipynb|md))?(?<place>#[^)\s]+)?\)(?<!\]\(\))")]
    private static partial Regex LinkForm();
}
