using System.Text;
using LlmCourse.Kernel.Notebooks;
using Xunit;

namespace LlmCourse.Kernel.Tests.Notebooks;

public class MalformedNotebookTests
{
    [Theory]
    [InlineData("""{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}""",
        "x.ipynb is a notebook of format 4.4, but 4.5 is needed; open it in Jupyter or VS Code and save it again.")]
    [InlineData("""{"worksheets": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}""",
        "x.ipynb is a notebook of format 3.0, but 4.5 is needed; open it in Jupyter or VS Code and save it again.")]
    [InlineData("{}", "x.ipynb: The file has no nbformat and nbformat_minor; a notebook of format 4.5 is needed.")]
    [InlineData("[1]", "x.ipynb: The file is no JSON object.")]
    [InlineData("null", "x.ipynb: The file is no JSON object.")]
    [InlineData("""{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}""", "x.ipynb: The file has no list of cells.")]
    [InlineData("""{"cells": [], "metadata": [], "nbformat": 4, "nbformat_minor": 5}""", "x.ipynb: The file has metadata that is no object.")]
    public void AFileThatIsNoNotebookIsNamed(string text, string sentence) => AssertSentence(sentence, text);

    [Theory]
    [InlineData("""{"cell_type": "code", "metadata": {}, "source": "", "outputs": []}""",
        "x.ipynb: Cell 1 has no id; each cell needs one of its own, like \"a1b2c3d4\".")]
    [InlineData("""{"cell_type": "code", "id": "a b", "metadata": {}, "source": "", "outputs": []}""",
        "x.ipynb: Cell 1 has the id 'a b', but an id is 1 to 64 letters, digits, '-' and '_'.")]
    [InlineData("""{"cell_type": "raw", "id": "a", "metadata": {}, "source": ""}, {"cell_type": "raw", "id": "a", "metadata": {}, "source": ""}""",
        "x.ipynb: Cell 2 ('a') has the id 'a', which cell 1 has already; ids must differ.")]
    [InlineData("""{"cell_type": "heading", "id": "a", "metadata": {}, "source": ""}""",
        "x.ipynb: Cell 1 ('a') has the type 'heading', but a cell is code, markdown or raw.")]
    [InlineData("""{"id": "a", "metadata": {}, "source": ""}""", "x.ipynb: Cell 1 ('a') has no cell_type; a cell is code, markdown or raw.")]
    [InlineData("""{"cell_type": "raw", "id": "a", "metadata": {}}""", "x.ipynb: Cell 1 ('a') has source that is no text.")]
    [InlineData("""{"cell_type": "raw", "id": "a", "metadata": {}, "source": ["a", 1]}""", "x.ipynb: Cell 1 ('a') has source that is no text.")]
    [InlineData("""{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": {}}""", "x.ipynb: Cell 1 ('a') has outputs that are no list.")]
    [InlineData("""{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": [{"output_type": "pyout"}]}""",
        "x.ipynb: Cell 1 ('a') has an output of the type 'pyout', but an output is stream, display_data, execute_result or error.")]
    [InlineData("""{"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": [{"output_type": "display_data"}]}""",
        "x.ipynb: Cell 1 ('a') has the data of an output that is no object.")]
    [InlineData("7", "x.ipynb: Cell 1 is no JSON object.")]
    public void ACellThatCannotBeReadIsNamed(string cells, string sentence) => AssertSentence(sentence, NotebookText.With(cells));

    [Theory]
    [InlineData("""{"course": {"id": "04", "minuts": 60}}""",
        "x.ipynb: metadata.course has the unknown key 'minuts'; the known keys are id, title, question, minutes and settings.")]
    [InlineData("""{"course": {"minutes": "sixty"}}""", "x.ipynb: metadata.course.minutes is \"sixty\", but it must be a whole number.")]
    [InlineData("""{"course": {"title": 4}}""", "x.ipynb: metadata.course.title is 4, but it must be a text.")]
    [InlineData("""{"course": {"settings": ["steps"]}}""",
        "x.ipynb: metadata.course.settings is [\"steps\"], but it must be an object of names and descriptions.")]
    [InlineData("""{"course": {"settings": {"steps": null}}}""",
        "x.ipynb: metadata.course.settings.steps is null, but it must be a text that describes the setting.")]
    [InlineData("""{"course": "04"}""", "x.ipynb: metadata.course is \"04\", but it must be an object.")]
    public void WhatAChapterSaysAboutItselfIsChecked(string metadata, string sentence) =>
        AssertSentence(sentence, NotebookText.With("", metadata));

    [Fact]
    public void BrokenJsonIsNamedWithItsLine() => AssertSentence(
        "x.ipynb is not valid JSON in line 3: '}' is an invalid start of a value. Restore the file, or repair that line.",
        "{\n \"cells\": [\n }\n");

    [Fact]
    public void ATruncatedFileIsNamedWithItsLine()
    {
        var text = NotebookText.With(NotebookText.Code("a"));
        var problem = Assert.Throws<NotebookException>(() => Parse(text[..(text.Length / 2)]));
        Assert.StartsWith("x.ipynb is not valid JSON in line 1: ", problem.Message);
    }

    [Fact]
    public void AKeyThatStandsTwiceIsNamedWithItsLine()
    {
        var problem = Assert.Throws<NotebookException>(() => Parse("{\"metadata\": {},\n\"metadata\": {}}"));
        Assert.StartsWith("x.ipynb is not valid JSON in line ", problem.Message);
        Assert.Contains("metadata", problem.Message);
    }

    [Fact]
    public void HalfACharacterIsNamed()
    {
        var problem = Assert.Throws<NotebookException>(() => Parse(NotebookText.With(NotebookText.Code("a", source: "\"\\ud800\""))));
        Assert.StartsWith("x.ipynb holds text that is not valid Unicode: ", problem.Message);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        var path = Path.Combine(Path.GetTempPath(), "no-such-folder", "05-scaling.ipynb");
        var problem = Assert.Throws<NotebookException>(() => Notebook.Read(path));
        Assert.Equal($"There is no notebook {path}; check the name and the folder.", problem.Message);
    }

    [Fact]
    public void TwoHundredBrokenFilesGiveASentenceEach()
    {
        var good = Encoding.UTF8.GetBytes(NotebookText.With(
            NotebookText.Code("a", """{"output_type": "stream", "name": "stdout", "text": ["a\n"]}""") + "," + NotebookText.Code("b")));
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            byte[] bad = [.. good];
            for (var k = 0; k < 3; k++)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            var problem = Record.Exception(() => Notebook.Parse(bad, "x.ipynb").ToText());
            Assert.True(problem is null or NotebookException, problem?.ToString());
        }
    }

    private static void AssertSentence(string sentence, string text) =>
        Assert.Equal(sentence, Assert.Throws<NotebookException>(() => Parse(text)).Message);

    private static Notebook Parse(string text) => Notebook.Parse(Encoding.UTF8.GetBytes(text), "x.ipynb");
}
