using System.Text;
using System.Text.Json.Nodes;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using Xunit;

namespace LlmCourse.Kernel.Tests.Notebooks;

public class NotebookNormalizerTests
{
    [Fact]
    public void ExecutionCountsGo()
    {
        var cell = new NotebookCell("a", CellKind.Code, "1") { ExecutionCount = 4 };
        cell.Outputs.Add(new ResultOutput(Forms(("text/plain", "1")), 4));

        Normalize(cell);

        Assert.Null(cell.ExecutionCount);
        Assert.Null(Assert.IsType<ResultOutput>(cell.Outputs[0]).ExecutionCount);
    }

    [Fact]
    public void ProgressBarsGoAndTheRestStays()
    {
        var cell = new NotebookCell("a", CellKind.Code, "");
        cell.Outputs.Add(new DisplayOutput(Forms(("text/plain", "██ 10 of 10"), (MimeBundle.ProgressType, "{}"))));
        cell.Outputs.Add(new StreamOutput("stdout", "done\n"));

        Normalize(cell);

        Assert.Equal([new StreamOutput("stdout", "done\n")], cell.Outputs);
    }

    [Theory]
    [InlineData("trained in 196.31 s (17,423 tokens/s)", "trained in … s (… tokens/s)")]
    [InlineData("350 ms a step, 2.5µs an op, 3 seconds in all", "… ms a step, … µs an op, … seconds in all")]
    [InlineData("took 00:03:16.1234567", "took …")]
    [InlineData("started 2026-11-23T21:34:05.1+02:00, a day after 2026-11-22", "started …, a day after …")]
    [InlineData("matmul at 174.2 GF/s", "matmul at … GF/s")]
    [InlineData("saved /tmp/run-1/check.safetensors", "saved …/check.safetensors")]
    [InlineData("'/srv/ada lovelace/course/lib/x.dll' is there", "'…/x.dll' is there")]
    [InlineData(@"at C:\Own Files\course\lib\x.dll", "at …/x.dll")]
    [InlineData("loss 1.4697 after 2,000 steps of 5s2 (10 min, 3 x 4)", "loss 1.4697 after 2,000 steps of 5s2 (10 min, 3 x 4)")]
    [InlineData("a ratio of 2/3 in ../lib/LlmCourse/Model, and/or 1/s", "a ratio of 2/3 in ../lib/LlmCourse/Model, and/or 1/s")]
    [InlineData("<b>5 s</b><svg/><a href=\"#x\">y</a></div>", "<b>… s</b><svg/><a href=\"#x\">y</a></div>")]
    public void TextKeepsNothingOfTheMachineOrTheMoment(string written, string kept)
    {
        var cell = new NotebookCell("a", CellKind.Code, "");
        cell.Outputs.Add(new StreamOutput("stdout", written));
        cell.Outputs.Add(new DisplayOutput(Forms(("text/plain", written), ("text/html", written))));

        Normalize(cell);

        Assert.Equal(kept, ((StreamOutput)cell.Outputs[0]).Text);
        Assert.Equal(kept, ((RichOutput)cell.Outputs[1]).Find("text/plain"));
        Assert.Equal(kept, ((RichOutput)cell.Outputs[1]).Find("text/html"));
    }

    [Fact]
    public void AFigureKeepsItsStaticPictureAndItsText()
    {
        var figure = new Figure
        {
            Title = "Loss",
            Alt = "A falling curve.",
            X = new Axis("step", ""),
            Y = new Axis("loss", "nats"),
            Series = [Series.Line("train", [1.0, 2, 3], [3.0, 2, 1])],
        }.ToMimeBundle();
        var cell = new NotebookCell("a", CellKind.Code, "");
        cell.Outputs.Add(new DisplayOutput(figure.Forms));

        Normalize(cell);

        Assert.Equal(["image/svg+xml", "text/plain"], ((RichOutput)cell.Outputs[0]).Data.Keys);
        Assert.Equal(figure.Forms["image/svg+xml"], ((RichOutput)cell.Outputs[0]).Find("image/svg+xml"));
    }

    [Fact]
    public void APictureInsideTheHtmlIsKeptWhereItIsTheOnlyOne()
    {
        var cell = new NotebookCell("a", CellKind.Code, "");
        cell.Outputs.Add(new DisplayOutput(Forms(
            ("text/html", "<figure class=\"llmcourse-figure\"><svg id=\"p\"><svg/></svg><script class=\"llmcourse-plotly\">{}</script></figure>"),
            ("text/plain", "a picture"))));

        Normalize(cell);

        Assert.Equal("<svg id=\"p\"><svg/></svg>", ((RichOutput)cell.Outputs[0]).Find("image/svg+xml"));
        Assert.Null(((RichOutput)cell.Outputs[0]).Find("text/html"));
    }

    [Fact]
    public void AClaimAboutTimeKeepsItsBandButNotItsValue()
    {
        var claim = Claim.AtLeast("15-kv-cache", "speed-up at 256 tokens", 7.25, 5, kind: ClaimKind.Timing).ToMimeBundle();
        var cell = new NotebookCell("a", CellKind.Code, "");
        cell.Outputs.Add(new DisplayOutput(claim.Forms));

        Normalize(cell);

        var kept = (RichOutput)cell.Outputs[0];
        Assert.DoesNotContain(kept.Data.Values, text => text.Contains("7.25"));
        Assert.Equal("✓ 15-kv-cache: speed-up at 256 tokens: measured on your run (at least 5; a timing)", kept.Find("text/plain"));
        Assert.Null(JsonNode.Parse(kept.Find(MimeBundle.ClaimType)!)!["value"]);
    }

    [Fact]
    public void AClaimAboutAValueKeepsAllOfIt()
    {
        var claim = Claim.AtMost("04-validation-loss", "loss after 180 s of 12 tokens/s", 1.5, 1.55).ToMimeBundle();
        var cell = new NotebookCell("a", CellKind.Code, "");
        cell.Outputs.Add(new DisplayOutput(claim.Forms));

        Normalize(cell);

        Assert.Equal(claim.Forms, ((RichOutput)cell.Outputs[0]).Data);
    }

    [Fact]
    public void TheMetadataIsTheOneThatOpensEverywhere()
    {
        var notebook = Parse(NotebookText.With(
            """
            {"cell_type": "code", "id": "a", "metadata": {"vscode": {"languageId": "csharp"}, "tags": ["gpu"], "course": {"exercise": "04-x"}}, "source": "", "outputs": [], "execution_count": 2},
            {"cell_type": "markdown", "id": "b", "metadata": {"collapsed": true}, "source": ""}
            """,
            """{"kernelspec": {"name": "python3"}, "orig_nbformat": 4, "course": {"id": "04"}}"""));

        NotebookNormalizer.Normalize(notebook);

        Assert.Equal(
            """{"course": {"id": "04"}, "kernelspec": {"display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp"}, "language_info": {"name": "polyglot-notebook"}, "polyglot_notebook": {"kernelInfo": {"defaultKernelName": "csharp", "items": [{"aliases": [], "name": "csharp"}]}}}""",
            JupyterJson.WriteLine(notebook.Metadata));
        Assert.Equal(
            """{"course": {"exercise": "04-x"}, "dotnet_interactive": {"language": "csharp"}, "polyglot_notebook": {"kernelName": "csharp"}, "tags": ["gpu"]}""",
            JupyterJson.WriteLine(notebook.Cells[0].Metadata));
        Assert.Empty(notebook.Cells[1].Metadata);
    }

    [Fact]
    public void NormalisingTwiceChangesNothingMore()
    {
        var cell = new NotebookCell("a", CellKind.Code, "") { ExecutionCount = 1 };
        cell.Outputs.Add(new StreamOutput("stdout", "12 s in /srv/ada/x at 3 tokens/s on 2026-01-01 10:00:00"));
        cell.Outputs.Add(new DisplayOutput(Claim.AtLeast("15-kv-cache", "speed-up", 7.25, 5, kind: ClaimKind.Timing).ToMimeBundle().Forms));
        var notebook = Normalize(cell);

        var once = notebook.ToText();
        NotebookNormalizer.Normalize(notebook);

        Assert.Equal(once, notebook.ToText());
    }

    private static Notebook Normalize(NotebookCell cell)
    {
        var notebook = new Notebook();
        notebook.Cells.Add(cell);
        NotebookNormalizer.Normalize(notebook);
        return notebook;
    }

    private static Dictionary<string, string> Forms(params (string Type, string Text)[] forms) => forms.ToDictionary(f => f.Type, f => f.Text);

    private static Notebook Parse(string text) => Notebook.Parse(Encoding.UTF8.GetBytes(text), "test.ipynb");
}
