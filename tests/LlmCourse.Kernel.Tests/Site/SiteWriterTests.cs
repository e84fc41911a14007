using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Site;
using Xunit;
using static LlmCourse.Kernel.Tests.Site.SampleChapters;

namespace LlmCourse.Kernel.Tests.Site;

public sealed class SiteWriterTests : IDisposable
{
    private const string Hostile = "</pre></code></div><script>alert('x')</script> & \"quoted\" <img src=x onerror=alert(1)>";

    private readonly string folder = Directory.CreateTempSubdirectory("course-site-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void EveryLinkInsideTheSiteLeadsSomewhere()
    {
        var pages = WriteSample().ToDictionary(p => Path.GetFileName(p.Path), p => p.Reader);
        Assert.Equal(["01-text-to-tokens.html", "04-pretraining.html", "05-scaling.html", "06-inference.html", "index.html"], pages.Keys.Order());
        Assert.Empty(SiteCheck.ProblemsOf(folder));
        Assert.Contains("04-pretraining.html#the-loop", pages["01-text-to-tokens.html"].Links);
        Assert.Contains("04-pretraining.html#claim-04-validation-loss", pages["index.html"].Links);
        Assert.DoesNotContain(pages["01-text-to-tokens.html"].Links, l => l.Contains("99-none"));
    }

    [Fact]
    public void NothingIsLoadedOverTheNetwork()
    {
        var pages = WriteSample(Page("99-greedy", Chapter("99", "Greedy", "", 1,
            Text("# Greedy\n\n![chart](https://example.org/a.png) <img alt='x' src='http://example.org/b.png' srcset=\"//example.org/c.png 2x\">\n\n<script src=https://example.org/s.js></script>"),
            Code("x", new DisplayOutput(Forms(("text/html", "<link rel=stylesheet href='https://cdn.example.org/x.css'><style>@import 'https://example.org/i.css'; b { background: url(https://example.org/d.png) }</style><iframe src=\"//example.org\"></iframe>"), ("text/plain", "x")))))));
        foreach (var (path, page) in pages)
        {
            Assert.All(page.Loads, load => Assert.True(load.StartsWith("assets/", StringComparison.Ordinal) || load.StartsWith("data:", StringComparison.Ordinal), $"{path} loads {load}"));
            Assert.DoesNotMatch("(?i)url\\(\\s*[\"']?(https?:)?//|@import", File.ReadAllText(path));
        }

        foreach (var style in Directory.EnumerateFiles(Path.Combine(folder, "assets"), "*.css", SearchOption.AllDirectories))
        {
            Assert.DoesNotMatch("url\\((?!data:)", File.ReadAllText(style));
        }
    }

    [Fact]
    public void PagesAreWellFormedAndEachIdIsUnique()
    {
        foreach (var (path, page) in WriteSample())
        {
            Assert.True(page.Unbalanced.Count == 0, $"{path}: {string.Join(", ", page.Unbalanced)}");
            Assert.Equal(page.Ids.Count(), page.Ids.Distinct().Count());
            Assert.Single(page.Elements, e => e.Name == "h1");
            Assert.Single(page.Elements, e => e.Name == "main");
        }
    }

    [Fact]
    public void APageIsBuiltOfTheseElementsInThisOrder()
    {
        new SiteWriter(folder).WriteChapter(Page("07-small", Chapter("07", "Small", "Why?", 5,
            Text("# Small\n\n## One\n\nWords."), Code("1 + 1", new ResultOutput(Forms(("text/plain", "2")))), Text("## Two"))));

        Assert.Equal(
            [
                "html", "head", "meta", "meta", "meta", "meta", "title", "link", "script", "link", "script", "script",
                "body.chapter", "a.skip", "header.bar", "a.home",
                "nav.ways", "details.menu", "summary", "div.menu-list", "ol", "li", "a", "button.search-open", "kbd", "button.theme-toggle",
                "div.layout", "nav.contents", "details", "summary", "ol", "li", "a", "li", "a",
                "main", "header.title", "p.eyebrow", "h1", "p.question", "ul.facts", "li", "span.state good", "li", "li", "li",
                "h2", "a.anchor", "p",
                "div.cell", "a.number", "div.code", "pre", "code", "span.line", "span.n", "span.n", "div.outputs", "div.output text", "pre",
                "h2", "a.anchor",
            ],
            new PageReader(Read("07-small.html")).Outline);
    }

    [Fact]
    public void HostileTextStaysText()
    {
        var claim = ClaimRecord.Read("""{"id":"09-x","chapter":"09","statement":"STATEMENT","value":1,"low":2,"high":null,"holds":false,"kind":"value","source":"SOURCE","seed":1}""")
            with
        { Statement = Hostile, Source = Hostile };
        new SiteWriter(folder).WriteIndex([Page("09-hostile", Chapter(Hostile, Hostile, Hostile, 1,
            Code($"var x = 1; // {Hostile}\n\"{Hostile}", "\"><script>alert(2)</script>"),
            Code("1",
                new StreamOutput("stdout", Hostile),
                new StreamOutput("stderr", Hostile),
                new ResultOutput(Forms(("text/plain", Hostile))),
                new ResultOutput(Forms(("image/png", "\"><script>alert(3)</script>"), ("text/plain", Hostile))),
                new ResultOutput(Forms(("text/latex", Hostile))),
                new ErrorOutput(Hostile, Hostile, [$"cell 2, line 1: {Hostile}", Hostile])),
            Code("2", new DisplayOutput(Forms((MimeBundle.ClaimType, ClaimRecord.Write([claim]).Trim('[', ']', '\n', ' '))))),
            Text("[x](javascript:alert(4)) ![y](javascript:alert(5)) $</span><script>alert(6)</script>$ `<script>`")))
            with { Claims = [claim], Status = ChapterStatus.Failed }]);

        foreach (var file in (string[])["09-hostile.html", "index.html"])
        {
            var page = new PageReader(Read(file));
            Assert.DoesNotContain("<script>", Read(file));
            Assert.DoesNotContain("<img src=x", Read(file));
            Assert.DoesNotContain(page.Elements, e => e.Attributes.Keys.Any(k => k.StartsWith("on", StringComparison.Ordinal)));
            Assert.DoesNotContain(page.Links.Concat(page.Loads), l => l.StartsWith("javascript", StringComparison.OrdinalIgnoreCase));
            Assert.Empty(page.Unbalanced);
            Assert.Contains(Hostile, PageReader.TextOf(Read(file)));
        }
    }

    [Fact]
    public void AFailingCellShowsItsNumberItsLineAndItsMessage()
    {
        new SiteWriter(folder).WriteChapter(Failing());
        var html = Read("05-scaling.html");
        Assert.Contains("<p>This chapter failed in <a href=\"#cell-2\">cell 2</a>, line 2: The fit has 3 points, but 5 parameters need at least 6; run more sizes.</p>", html);
        Assert.Contains("<p class=\"where\">Cell 2, line 2 failed: InvalidOperationException</p>", html);
        Assert.Contains("<span class=\"line wrong\"><span class=\"k\">var</span> loss = <span class=\"m\">Fit</span>(points);</span>", html);
        Assert.Contains("class=\"cell failed\" id=\"cell-2\"", html);
        Assert.Equal(2, html.Split("5 parameters need").Length - 1);
        Assert.Contains("ChinchillaLaw.cs, line 41", html);
    }

    [Fact]
    public void ClaimsSayHowTheyCameOut()
    {
        new SiteWriter(folder).WriteIndex([Pretraining()]);
        foreach (var (file, count) in new[] { ("04-pretraining.html", 2), ("index.html", 1) })
        {
            var text = PageReader.TextOf(Read(file));
            Assert.Contains("✗ 1 claim broken", text);
            Assert.Contains("2 of 4 claims hold", text);
            Assert.Equal(count, text.Split("Validation loss of our recipe, mean over the whole validation part").Length - 1);
            Assert.Contains("1.512", text);
            Assert.Contains("at most 1.55", text);
            Assert.Contains("0.98 to 1.05", text);
            Assert.Contains("nanoGPT, README", text);
        }

        Assert.Equal(["holds", "holds", "disturbed", "broken"], new PageReader(Read("index.html")).Elements.Where(e => e.Name == "tr").Skip(1).Select(e => e.Attributes["class"]));
        Assert.Contains("class=\"claim broken\" id=\"claim-04-first-loss\"", Read("04-pretraining.html"));
    }

    [Fact]
    public void AStrictRunIsBrokenByATimingToo()
    {
        new SiteWriter(folder).WriteIndex([Pretraining() with { Strict = true }]);
        Assert.Contains("✗ 2 claims broken", PageReader.TextOf(Read("index.html")));
    }

    [Fact]
    public void ASmokeRunJudgesNothingAndSaysSo()
    {
        new SiteWriter(folder).WriteIndex([Pretraining() with { Profile = CourseProfile.Smoke }]);
        foreach (var file in (string[])["04-pretraining.html", "index.html"])
        {
            Assert.Contains("the numbers of a smoke run are not judged", Read(file));
            Assert.Contains("4 claims, not judged", Read(file));
            Assert.DoesNotContain(new PageReader(Read(file)).Outline, e => e is "div.claim broken" or "div.claim holds" or "tr.broken" or "tr.holds");
        }
    }

    [Fact]
    public void AChapterThatHasNotRunSaysSo()
    {
        new SiteWriter(folder).WriteIndex([Tokens(), NotRun()]);
        Assert.Contains("Not run yet.", Read("06-inference.html"));
        Assert.Contains("1 of 2 chapters run", PageReader.TextOf(Read("index.html")));
    }

    [Fact]
    public void ChaptersLeadToTheirNeighbours()
    {
        new SiteWriter(folder).WriteIndex([Tokens(), Pretraining(), Failing()]);
        var html = Read("04-pretraining.html");
        Assert.Contains("rel=\"prev\" href=\"01-text-to-tokens.html\"", html);
        Assert.Contains("rel=\"next\" href=\"05-scaling.html\"", html);
        Assert.DoesNotContain("rel=\"prev\"", Read("01-text-to-tokens.html"));
        Assert.DoesNotContain("rel=\"next\"", Read("05-scaling.html"));
    }

    [Fact]
    public void WhatManyPagesNeedIsThereOnceAndOnlyWhereItIsNeeded()
    {
        var writer = new SiteWriter(folder);
        writer.WriteIndex([Tokens()]);
        Assert.False(File.Exists(Path.Combine(folder, "assets", "plotly.min.js")));
        Assert.False(Directory.Exists(Path.Combine(folder, "assets", "katex")));

        writer.WriteIndex([Tokens(), Pretraining()]);
        Assert.True(new FileInfo(Path.Combine(folder, "assets", "plotly.min.js")).Length > 1_000_000);
        Assert.True(new FileInfo(Path.Combine(folder, "04-pretraining.html")).Length < 100_000);
        Assert.Contains("katex.min.js", Read("04-pretraining.html"));
        Assert.DoesNotContain("katex.min.js", Read("01-text-to-tokens.html"));
        Assert.Contains("MIT", File.ReadAllText(Path.Combine(folder, "assets", "katex", "LICENSE")));
    }

    [Fact]
    public void FormulasAreReadableWithoutAScript()
    {
        new SiteWriter(folder).WriteChapter(Page("08-f", Chapter("08", "F", "", 1, Text("Inline $a < b$ and\n\n$$x^2$$\n\n$$\n\\int f\n$$"))));
        var html = Read("08-f.html");
        Assert.Contains("<span class=\"math\">a &lt; b</span>", html);
        Assert.Contains("<span class=\"math display\">x^2</span>", html);
        Assert.Contains("<div class=\"math display\">\\int f</div>", html);
    }

    [Fact]
    public void HeadingsBecomeTheContentsWithAnchorsOfTheirOwn()
    {
        new SiteWriter(folder).WriteChapter(Page("08-h", Chapter("08", "H", "", 1,
            Text("# H\n\n## Same `thing`\n\n### Below, *far* below"), Text("## Same `thing`\n\n# Late title\n\n## Cell 1\n\n## ???"), Code("1"))));
        var page = new PageReader(Read("08-h.html"));
        Assert.Equal(["main", "same-thing", "below-far-below", "same-thing-1", "late-title", "cell-1-1", "section", "cell-1"], page.Ids);
        Assert.Subset(page.Links.ToHashSet(), new HashSet<string> { "#same-thing", "#below-far-below", "#same-thing-1", "#late-title", "#cell-1-1", "#section" });
        Assert.Empty(page.Unbalanced);
    }

    [Fact]
    public void PicturesOfTheNotebookAreInsideThePage()
    {
        File.WriteAllText(Path.Combine(folder, "road map.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
        var text = Notebook.Parse(
            """{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "![one](attachment:a.png) ![two](road%20map.svg) ![three](gone.png)", "attachments": {"a.png": {"image/png": "iVBORw0KGgo="}}}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""u8, "x");
        new SiteWriter(folder).WriteChapter(Page("08-p", text) with { Folder = folder });
        var html = Read("08-p.html");
        Assert.Contains("<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"one\">", html);
        Assert.Contains("<img src=\"data:image/svg+xml;base64,", html);
        Assert.Contains("<span class=\"elsewhere\">Picture: three</span>", html);
    }

    [Fact]
    public void LinksThatACellShowedLeadWhereThoseOfTheTextLead()
    {
        const string Html = "<a href=\"01-text-to-tokens.ipynb#bytes\">bytes</a> <a href=\"99-none.ipynb\">none</a> <a href=\"https://example.org/a?b&amp;c\">away</a>";
        new SiteWriter(folder).WriteIndex([Tokens(), Page("08-l", Chapter("08", "L", "", 1, Code("x", new DisplayOutput(new Dictionary<string, string> { ["text/html"] = Html }))))]);
        Assert.Contains(
            "<a href=\"01-text-to-tokens.html#bytes\">bytes</a> <span class=\"elsewhere\" title=\"99-none.ipynb\">none</span> <a href=\"https://example.org/a?b&amp;c\">away</a>",
            Read("08-l.html"));
        Assert.Empty(SiteCheck.ProblemsOf(folder));
    }

    [Fact]
    public void TerminalOutputIsShownAsATerminalLeavesIt()
    {
        new SiteWriter(folder).WriteChapter(Page("08-t", Chapter("08", "T", "", 1,
            Code("x", new StreamOutput("stdout", "\u001b[31mred\u001b[0m\n10%\r50%\r100%\r\nend\n\n")))));
        Assert.Contains("<pre>red\n100%\nend</pre>", Read("08-t.html"));
    }

    [Fact]
    public void HiddenCodeCanBeOpenedAndGpuCellsSaySo()
    {
        var hidden = new NotebookCell("h", CellKind.Code, "secret") { Metadata = new() { ["tags"] = new System.Text.Json.Nodes.JsonArray("hidden", "gpu") } };
        new SiteWriter(folder).WriteChapter(Page("08-g", Chapter("08", "G", "", 1, hidden)));
        Assert.Contains("<details class=\"hidden-code\"><summary>Code of cell 1</summary>", Read("08-g.html"));
        Assert.Contains("<p class=\"tag\">needs a GPU</p>", Read("08-g.html"));
    }

    [Fact]
    public void ANotebookThatIsNoChapterHasAPageToo()
    {
        new SiteWriter(folder).WriteIndex([Page("index", new Notebook { Cells = [Text("Only words.")] }), Page("a b#c", new Notebook())]);
        Assert.Contains("Only words.", Read("index-chapter.html"));
        Assert.Contains("href=\"index-chapter.html\"", Read("index.html"));
        Assert.Contains("href=\"a%20b%23c.html\"", Read("index.html"));
        Assert.True(File.Exists(Path.Combine(folder, "a b#c.html")));
    }

    [Fact]
    public void APageThatCannotBeWrittenLeavesTheOldOne()
    {
        File.WriteAllText(Path.Combine(folder, "assets"), "in the way");
        File.WriteAllText(Path.Combine(folder, "index.html"), "old");

        Assert.Throws<IOException>(() => new SiteWriter(folder).WriteIndex([Tokens()]));

        Assert.Equal("old", Read("index.html"));
        Assert.Equal(["assets", "index.html"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
    }

    private List<(string Path, PageReader Reader)> WriteSample(params ChapterPage[] more)
    {
        new SiteWriter(folder).WriteIndex([Tokens(), Pretraining(), Failing(), NotRun(), .. more]);
        return [.. Directory.EnumerateFiles(folder, "*.html").Select(path => (path, new PageReader(File.ReadAllText(path))))];
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(folder, file));
}
