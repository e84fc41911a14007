using LlmCourse.Kernel.Commands;
using Xunit;

namespace LlmCourse.Kernel.Tests;

/// <summary>Every chapter in its smallest size, with the exercises as their stubs and with their solutions.</summary>
[Collection("processes")]
public class ChapterTests
{
    public static TheoryData<string> Chapters => new(Directory
        .GetFiles(Path.Combine(TemporaryCourse.Repository, "notebooks"), "*.ipynb")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task AChapterRunsInSmokeAndItsSolutionsPass(string chapter)
    {
        var folder = Directory.CreateTempSubdirectory("course-chapter-").FullName;
        try
        {
            var (code, output) = await Run(chapter, "--solutions", "--out", folder);
            Assert.True(code == 0, output);
            Assert.Contains("1 of 1 chapter finished", output, StringComparison.Ordinal);
            Assert.Matches(@"(\d+) of \1 exercises solved", output);
            Assert.True(File.Exists(Path.Combine(folder, "site", "index.html")));
            Assert.True(File.Exists(Path.Combine(folder, "site", $"{chapter}.html")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public void AChapterHasAtLeastThreeExercisesAndASolutionForEach(string chapter)
    {
        var folder = Path.Combine(TemporaryCourse.Repository, "notebooks");
        var exercises = Kernel.Notebooks.Notebook.Read(Path.Combine(folder, $"{chapter}.ipynb")).Cells.Select(cell => cell.Exercise).OfType<string>().ToList();
        Assert.InRange(exercises.Count, 3, 20);
        var solutions = File.ReadLines(Path.Combine(folder, "solutions", $"{chapter}.csx"))
            .Where(line => line.StartsWith("// exercise: ", StringComparison.Ordinal)).Select(line => line["// exercise: ".Length..].Trim());
        Assert.Equal(exercises, solutions);
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public void NoCellIsLongerThanAReaderCanTakeIn(string chapter)
    {
        var notebook = Kernel.Notebooks.Notebook.Read(Path.Combine(TemporaryCourse.Repository, "notebooks", $"{chapter}.ipynb"));
        Assert.All(notebook.Cells.Where(cell => cell.Kind == Kernel.Notebooks.CellKind.Code), cell => Assert.InRange(cell.Source.Split('\n').Length, 1, 25));
    }

    private static async Task<(int Code, string Output)> Run(params string[] words)
    {
        using var output = new StringWriter();
        var code = await CourseCommand.InvokeAsync(["run", "--profile", "smoke", .. words], output, output);
        return (code, output.ToString());
    }
}
