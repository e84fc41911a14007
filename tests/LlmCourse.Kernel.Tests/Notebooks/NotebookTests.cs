using System.Text;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Notebooks;
using Xunit;

namespace LlmCourse.Kernel.Tests.Notebooks;

public sealed class NotebookTests : IDisposable
{
    // Made with Python's json.dumps(…, indent=1, sort_keys=True, ensure_ascii=False), as Jupyter saves a notebook.
    private const string SavedByJupyter = """
        {
         "cells": [
          {
           "attachments": {
            "picture.png": {
             "image/png": "iVBORw0KGgo="
            }
           },
           "cell_type": "markdown",
           "id": "intro",
           "metadata": {},
           "source": [
            "# Größe 🦊\n",
            "\n",
            "a \"quote\", a \\ and a tab\there"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 3,
           "id": "e7f1-a_B",
           "metadata": {
            "course": {
             "exercise": "04-rate"
            },
            "jupyter": {
             "outputs_hidden": true
            },
            "tags": [
             "gpu",
             "exercise"
            ]
           },
           "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "one\n",
              "two\n"
             ]
            },
            {
             "data": {
              "application/vnd.example.v1+json": {
               "empty": {},
               "list": [],
               "ratio": 1.0,
               "tiny": 1e-07
              },
              "image/png": "iVBORw0KGgo=",
              "text/html": [
               "<b>bold</b>\n",
               "<i>a\u0001b</i>"
              ],
              "text/plain": []
             },
             "metadata": {
              "image/png": {
               "width": 640
              }
             },
             "output_type": "display_data"
            },
            {
             "data": {
              "text/plain": [
               "42"
              ]
             },
             "execution_count": 3,
             "metadata": {},
             "output_type": "execute_result"
            },
            {
             "ename": "CS0103",
             "evalue": "The name 'x' does not exist",
             "output_type": "error",
             "traceback": [
              "cell 2, line 1"
             ]
            }
           ],
           "source": []
          },
          {
           "cell_type": "raw",
           "id": "raw",
           "metadata": {
            "format": "text/x-rst"
           },
           "source": [
            "a\r\n",
            "b"
           ]
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": "Python 3",
           "name": "python3"
          },
          "widgets": null
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("course-notebooks-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void AForeignNotebookComesBackByteForByte()
    {
        var path = Path.Combine(folder, "foreign.ipynb");
        File.WriteAllText(path, SavedByJupyter);

        Notebook.Read(path).Write(path);

        Assert.Equal(SavedByJupyter, File.ReadAllText(path));
        Assert.NotEqual(0xEF, File.ReadAllBytes(path)[0]);
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void EveryPartOfANotebookIsRead()
    {
        var notebook = Parse(SavedByJupyter);

        Assert.Equal([CellKind.Markdown, CellKind.Code, CellKind.Raw], notebook.Cells.Select(c => c.Kind));
        Assert.Equal("# Größe 🦊\n\na \"quote\", a \\ and a tab\there", notebook.Cells[0].Source);
        var code = notebook.Cells[1];
        Assert.Equal(("e7f1-a_B", "", 3, "04-rate"), (code.Id, code.Source, code.ExecutionCount, code.Exercise));
        Assert.Equal(["gpu", "exercise"], code.Tags);
        Assert.Equal(new StreamOutput("stdout", "one\ntwo\n"), code.Outputs[0]);
        var shown = Assert.IsType<DisplayOutput>(code.Outputs[1]);
        Assert.Equal("<b>bold</b>\n<i>a\u0001b</i>", shown.Find("text/html"));
        Assert.Equal("""{"empty": {}, "list": [], "ratio": 1.0, "tiny": 1e-07}""", shown.Find("application/vnd.example.v1+json"));
        Assert.Equal(640, (int)shown.Metadata["image/png"]!["width"]!);
        Assert.Equal(("42", 3), (Assert.IsType<ResultOutput>(code.Outputs[2]).Find("text/plain"), ((ResultOutput)code.Outputs[2]).ExecutionCount));
        var error = Assert.IsType<ErrorOutput>(code.Outputs[3]);
        Assert.Equal(("CS0103", "The name 'x' does not exist", "cell 2, line 1"), (error.Name, error.Value, Assert.Single(error.Traceback)));
        Assert.Null(notebook.Chapter);
    }

    [Fact]
    public void WritingTwiceChangesNothing()
    {
        var once = Parse(SavedByJupyter).ToText();
        Assert.Equal(once, Parse(once).ToText());
    }

    [Fact]
    public void KeysThatNobodyKnowsSurvive()
    {
        var text = NotebookText.With(
            """{"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "outputs": [{"output_type": "stream", "name": "stdout", "text": "x", "when": [1]}], "execution_count": null, "later": {"b": 1, "a": 2}}""",
            version: "\"nbformat\": 4, \"nbformat_minor\": 6, \"extra\": true");

        var written = JsonNode.Parse(Parse(text).ToText())!;

        Assert.True((bool)written["extra"]!);
        Assert.Equal(6, (int)written["nbformat_minor"]!);
        Assert.Equal("""{"a":2,"b":1}""", written["cells"]![0]!["later"]!.ToJsonString());
        Assert.Equal(1, (int)written["cells"]![0]!["outputs"]![0]!["when"]![0]!);
    }

    [Theory]
    [InlineData("\"a\\nb\"")]
    [InlineData("[\"a\\n\", \"b\"]")]
    [InlineData("[\"a\", \"\\nb\"]")]
    public void ASourceMayBeOneTextOrAListOfLines(string source)
    {
        var notebook = Parse(NotebookText.With(NotebookText.Code("a", source: source)));
        Assert.Equal("a\nb", notebook.Cells[0].Source);
        Assert.Contains("    \"a\\n\",\n    \"b\"\n", notebook.ToText());
    }

    [Fact]
    public void OutputsMadeByARunAreWrittenWithJsonFormsAsValues()
    {
        var notebook = new Notebook();
        var cell = new NotebookCell("one", CellKind.Code, "figure");
        cell.Outputs.Add(new DisplayOutput(
            new Dictionary<string, string> { ["text/plain"] = "a\nb", ["application/vnd.x+json"] = """{"value":1.50}""", ["application/json"] = "no JSON" }, "d1"));
        notebook.Cells.Add(cell);

        var text = notebook.ToText();

        Assert.Contains("\"value\": 1.50\n", text);
        Assert.Contains("\"application/json\": \"no JSON\"", text);
        Assert.DoesNotContain("d1", text);
        Assert.Equal(text, Parse(text).ToText());
    }

    [Fact]
    public void AFullDiskOrReadOnlyFolderLeavesTheOldFile()
    {
        var path = Path.Combine(folder, "kept.ipynb");
        File.WriteAllText(path, "old");
        var blocked = Path.Combine(path, "below-a-file.ipynb");

        Assert.Throws<IOException>(() => Parse(SavedByJupyter).Write(blocked));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void TheChapterOfANotebookIsRead()
    {
        var notebook = Parse(NotebookText.With("",
            """{"course": {"id": "04", "title": "Pre-training", "question": "How?", "minutes": 60, "settings": {"steps": "number of steps"}}}"""));

        var chapter = notebook.Chapter!;

        Assert.Equal(("04", "Pre-training", "How?", 60), (chapter.Id, chapter.Title, chapter.Question, chapter.Minutes));
        Assert.Equal("number of steps", chapter.Settings["steps"]);
    }

    [Fact]
    public void AByteOrderMarkDoesNotMatter() =>
        Assert.Empty(Notebook.Parse([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(NotebookText.With(""))], "x").Cells);

    private static Notebook Parse(string text) => Notebook.Parse(Encoding.UTF8.GetBytes(text), "test.ipynb");
}
