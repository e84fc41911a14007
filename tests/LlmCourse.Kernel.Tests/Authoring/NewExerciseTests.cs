using System.Text.Json.Nodes;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Lint;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;
using Xunit;

namespace LlmCourse.Kernel.Tests.Authoring;

public sealed class NewExerciseTests : IDisposable
{
    private readonly TemporaryCourse notebooks = new();
    private readonly CourseFolder course;

    public NewExerciseTests()
    {
        course = new CourseFolder(notebooks.Folder);
        Directory.CreateDirectory(course.Solutions);
        File.Copy(Path.Combine(notebooks.Folder, "course.csx"), Path.Combine(course.Notebooks, "course.csx"));
    }

    public void Dispose() => notebooks.Dispose();

    public static TheoryData<string> Chapters => ChapterTests.Chapters;

    /// <summary>In every chapter of the course, however its file was written.</summary>
    [Theory]
    [MemberData(nameof(Chapters))]
    public void AnExerciseIsAddedBehindTheOthersAndNoOtherByteChanges(string chapter)
    {
        var path = Copy(chapter);
        var (before, solutions) = (File.ReadAllText(path), File.ReadAllText(Solutions(chapter)));
        var known = Chapter.Read(path).Exercises;
        var (code, output) = Run(chapter[..2], "my-own", "A \"new\" thing");
        Assert.Equal(0, code);
        Assert.Contains($"Exercise {chapter[..2]}-my-own is added:\n  notebooks/{chapter}.ipynb\n  notebooks/solutions/{chapter}.csx\n", output, StringComparison.Ordinal);

        var after = File.ReadAllText(path);
        var start = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Equal(before[start..], after[^(before.Length - start)..]);

        var changed = Chapter.Read(path);
        Assert.Equal([.. known, $"{chapter[..2]}-my-own"], changed.Exercises);
        Assert.Equal(Chapter.Read(path).Notebook.Cells.Count, Notebook.Parse(System.Text.Encoding.UTF8.GetBytes(before), "before").Cells.Count + 3);
        Assert.StartsWith(solutions.TrimEnd('\n'), File.ReadAllText(Solutions(chapter)), StringComparison.Ordinal);
        SolutionFile.Read(course, changed).Apply(changed);
        Assert.Empty(NotebookLint.Check(Notebook.Read(path)));
    }

    [Fact]
    public void TheCellsAreTextStubAndCheckWithTheMetadataOfTheOthers()
    {
        var path = Copy("13-chain-of-thought");
        var (_, output) = Run("13", "count-steps", null);
        var cells = Notebook.Read(path).Cells;
        var at = cells.Index().Single(cell => cell.Item.Exercise == "13-count-steps").Index;
        var model = cells.Single(cell => cell.Exercise == "13-extract").Metadata.DeepClone();
        model["course"]!["exercise"] = "13-count-steps";
        Assert.True(JsonNode.DeepEquals(model, cells[at].Metadata));
        Assert.StartsWith("### 5 · Count steps *(core, 10 minutes)*\n", cells[at - 1].Source, StringComparison.Ordinal);
        Assert.Equal("double CountSteps(double x) => Exercise.Todo<double>();", cells[at].Source);
        Assert.StartsWith("new Exercise(\"13-count-steps\", \"Count steps\", minutes: 10)\n    .Check(", cells[at + 1].Source, StringComparison.Ordinal);
        Assert.Contains("new Exercise(\"13-extract\"", cells[at - 2].Source, StringComparison.Ordinal);
        Assert.Contains("another heading with the number 5", output, StringComparison.Ordinal);
        Assert.EndsWith("\n\n// exercise: 13-count-steps\ndouble CountSteps(double x) => 2 * x; // TODO\n", File.ReadAllText(Solutions("13-chain-of-thought")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANewExerciseRunsAndItsSolutionPasses()
    {
        var path = notebooks.Notebook("95-small", "#!import course.csx");
        File.Move(path, Path.Combine(course.Notebooks, "95-small.ipynb"));
        Assert.Equal(0, Run("95", "2nd-try", null, refused: true).Code);
        Assert.Equal(0, Run("95", "second-try", null).Code);
        using var output = new StringWriter();
        var request = new RunRequest { Chapters = ["95"], Out = notebooks.Out, NoSite = true };
        Assert.Equal(0, await RunCommand.RunAsync(course, request, output));
        Assert.Contains("0 of 1 exercises solved", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunCommand.RunAsync(course, request with { Solutions = true }, output));
        Assert.Contains("1 of 1 exercises solved", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("13", "extract", "Chapter 13 has an exercise 13-extract already; choose another name. Its exercises are: 13-chain, 13-error, 13-rounds, 13-extract.")]
    [InlineData("13", "13-mine", "'13-mine' cannot name an exercise; give two or three small words with hyphens between them, like break-even. The chapter's number is put before it.")]
    [InlineData("13", "My-own", "'My-own' cannot name an exercise;")]
    [InlineData("13", "a--b", "'a--b' cannot name an exercise;")]
    [InlineData("13", "a-b\n", "'a-b\n' cannot name an exercise;")]
    [InlineData("13", "../a", "'../a' cannot name an exercise;")]
    [InlineData("13", "", "'' cannot name an exercise;")]
    [InlineData("77", "mine", "There is no chapter '77'.")]
    public void WhatDoesNotFitIsRefusedAndNothingIsWritten(string chapter, string slug, string sentence)
    {
        var path = Copy("13-chain-of-thought");
        var before = (File.ReadAllText(path), File.ReadAllText(Solutions("13-chain-of-thought")));
        Assert.StartsWith(sentence, Assert.Throws<UsageException>(() => Run(chapter, slug, null)).Message, StringComparison.Ordinal);
        Assert.Equal(before, (File.ReadAllText(path), File.ReadAllText(Solutions("13-chain-of-thought"))));
    }

    private (int Code, string Output) Run(string chapter, string slug, string? title, bool refused = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        if (refused)
        {
            Assert.Throws<UsageException>(() => NewExerciseCommand.Run(course, chapter, slug, title, 10, output, output));
            return (0, "");
        }

        return (NewExerciseCommand.Run(course, chapter, slug, title, 10, output, output), output.ToString());
    }

    private string Solutions(string chapter) => Path.Combine(course.Solutions, $"{chapter}.csx");

    private string Copy(string chapter)
    {
        var from = Path.Combine(TemporaryCourse.Repository, "notebooks");
        File.Copy(Path.Combine(from, "solutions", $"{chapter}.csx"), Solutions(chapter));
        var path = Path.Combine(course.Notebooks, $"{chapter}.ipynb");
        File.Copy(Path.Combine(from, $"{chapter}.ipynb"), path);
        return path;
    }
}
