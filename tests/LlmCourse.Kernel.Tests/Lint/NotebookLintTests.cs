using System.Text.Json.Nodes;
using LlmCourse.Display;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Lint;
using LlmCourse.Kernel.Notebooks;
using Xunit;

namespace LlmCourse.Kernel.Tests.Lint;

public class NotebookLintTests
{
    private const string Import = "#!import course.csx\n";

    [Fact]
    public void TheCourseHasNothingToMend()
    {
        using var output = new StringWriter();
        var code = LintCommand.Run(CourseFolder.Find(), [], output);
        Assert.True(code == CourseCommand.Success, output.ToString());
        Assert.Contains("nothing to mend", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AGoodChapterPasses() => Assert.Empty(NotebookLint.Check(Chapter(Import, "var x = 1;\nx + await Task.FromResult(1)")));

    [Theory]
    [InlineData("var x = 1;\ndisplay(x);", "cell 2, line 2: 'display(…)' is not known to every host")]
    [InlineData("var x = 1;\n\nx.Display();", "cell 2, line 3: '.Display()' is not known to every host")]
    [InlineData("1\n#!share --from fsharp x", "cell 2, line 2: '#!share --from fsharp x' is a magic command")]
    [InlineData("%timeit 1", "cell 2, line 1: '%timeit 1' is a magic command")]
    [InlineData("#r \"nuget: Newtonsoft.Json, 13.0.1\"", "cell 2, line 1: '#r \"nuget: Newtonsoft.Json, 13.0.1\"': what a chapter needs comes with")]
    [InlineData("namespace A { class B; }", "cell 2, line 1: CS7021: Cannot declare namespace in script code")]
    [InlineData("static int Twice(this int x) => 2 * x;", "cell 2, line 1: a cell cannot declare an extension method")]
    [InlineData("var a = 1;\nusing var file = File.OpenRead(\"x\");", "cell 2, line 2: 'using var' at the top of a cell")]
    [InlineData("PocketView.a(1)", "cell 2, line 1: 'PocketView' belongs to .NET Interactive")]
    [InlineData("new Figure\n{\n    Title = \"t\",\n}", "cell 2, line 1: this Figure has no alt text")]
    [InlineData("new Figure { Alt = \" \" }", "cell 2, line 1: this Figure has no alt text")]
    [InlineData("var x = ;", "cell 2, line 1: CS1525")]
    public void WhatSomeHostCannotRunIsFound(string code, string finding) =>
        Assert.StartsWith(finding, Assert.Single(NotebookLint.Check(Chapter(Import, code))).ToString(), StringComparison.Ordinal);

    [Fact]
    public void UsingInABlockIsFine() => Assert.Empty(NotebookLint.Check(Chapter(Import, "{\n    using var scope = new MemoryStream();\n}\nusing (var x = new MemoryStream()) { }")));

    [Fact]
    public void ALongCellIsFound() =>
        Assert.Equal("cell 2, line 26: the cell has 26 lines; a reader takes in 25 at most. Split it.", Only(Chapter(Import, string.Join('\n', Enumerable.Repeat("//", 26)))));

    [Fact]
    public void AChapterThatDoesNotImportTheCourseIsFound() =>
        Assert.Equal("cell 1, line 1: the first code cell must begin with '#!import course.csx'.", Only(Chapter("var x = 1;")));

    [Theory]
    [InlineData("one\ntrained in 196.31 s", "cell 1: its output, line 2, speaks of this machine or moment: trained in 196.31 s; 'course refresh' takes that out.")]
    [InlineData("kept in /home/ada/course/model.safetensors", "cell 1: its output, line 1, speaks of this machine or moment: kept in /home/ada/course/model.safetensors; 'course refresh' takes that out.")]
    public void OutputsThatSpeakOfAMachineAreFound(string text, string finding)
    {
        var chapter = Chapter(Import);
        chapter.Cells[0].Outputs.Add(new StreamOutput("stdout", text));
        Assert.Equal(finding.Replace("cell 1: ", $"cell 1, line {text.Split('\n').Length}: ", StringComparison.Ordinal), Only(chapter));
    }

    [Fact]
    public void AStoredErrorAProgressBarAndACountAreFound()
    {
        var chapter = Chapter(Import);
        chapter.Cells[0].ExecutionCount = 3;
        chapter.Cells[0].Outputs.Add(new ErrorOutput("CS0103", "no such name", []));
        chapter.Cells[0].Outputs.Add(new DisplayOutput(new Dictionary<string, string> { [MimeBundle.ProgressType] = "{}" }));
        Assert.Equal(
            [
                "cell 1: it keeps an execution count, which differs from run to run; 'course refresh' takes it out.",
                "cell 1: its stored output is an error, CS0103: no such name",
                "cell 1: its stored output holds a progress bar; 'course refresh' takes it out.",
            ],
            NotebookLint.Check(chapter).Select(f => f.ToString()));
    }

    [Fact]
    public void MissingMetadataAreFound()
    {
        var chapter = Chapter(Import);
        chapter.Metadata.Remove("kernelspec");
        chapter.Metadata.Remove("course");
        chapter.Cells[0].Metadata.Remove("polyglot_notebook");
        Assert.Equal(3, NotebookLint.Check(chapter).Count(f => f.Message.Contains("metadata", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("text\n![](picture.svg)", 2)]
    [InlineData("<img src=\"x.png\">", 1)]
    [InlineData("![a falling line](picture.svg) and <img src=\"x.png\" alt=\"a rising one\">", 0)]
    public void APictureInTheTextNeedsAltText(string markdown, int line)
    {
        var chapter = Chapter(Import);
        chapter.Cells.Add(new NotebookCell("m", CellKind.Markdown, markdown));
        Assert.Equal(line, NotebookLint.Check(chapter).SingleOrDefault()?.Line ?? 0);
    }

    private static string Only(Notebook chapter) => Assert.Single(NotebookLint.Check(chapter)).ToString();

    private static Notebook Chapter(params string[] cells)
    {
        var chapter = Notebook.Read(Path.Combine(TemporaryCourse.Repository, "notebooks", "01-text-to-tokens.ipynb"));
        var notebook = new Notebook { Metadata = (JsonObject)chapter.Metadata.DeepClone() };
        foreach (var (i, code) in cells.Index())
        {
            notebook.Cells.Add(new NotebookCell($"c{i}", CellKind.Code, code));
        }

        NotebookNormalizer.Normalize(notebook);
        return notebook;
    }
}
