using System.Text.RegularExpressions;
using LlmCourse.Data;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;
using Xunit;

namespace LlmCourse.Kernel.Tests;

/// <summary>Every chapter in its smallest size, with the exercises as their stubs, with typical wrong answers, and with their solutions.</summary>
[Collection("processes")]
public partial class ChapterTests
{
    public static TheoryData<string> Chapters => new(Directory
        .GetFiles(Path.Combine(TemporaryCourse.Repository, "notebooks"), "*.ipynb")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task AChapterRunsInSmokeItsMistakesGetTheirHintsAndItsSolutionsPass(string chapter)
    {
        var folder = Directory.CreateTempSubdirectory("course-chapter-").FullName;
        try
        {
            var (code, output) = await Run(chapter, "--mistakes", "--out", folder);
            Assert.True(code == 0, output);
            Assert.Contains("1 of 1 chapter finished", output, StringComparison.Ordinal);
            Assert.Matches(@"(\d+) of \1 exercises solved", output);
            Assert.Contains(" / untouched: not attempted", output, StringComparison.Ordinal);
            Assert.DoesNotContain("(expected: ", output, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(folder, "site", "index.html")));
            Assert.True(File.Exists(Path.Combine(folder, "site", $"{chapter}.html")));
            Assert.Empty(Site.SiteCheck.ProblemsOf(Path.Combine(folder, "site")));
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
        var exercises = Notebook.Read(Path.Combine(folder, $"{chapter}.ipynb")).Cells.Select(cell => cell.Exercise).OfType<string>().ToList();
        Assert.InRange(exercises.Count, 3, 20);
        var solutions = File.ReadLines(Path.Combine(folder, "solutions", $"{chapter}.csx"))
            .Where(line => line.StartsWith("// exercise: ", StringComparison.Ordinal)).Select(line => line["// exercise: ".Length..].Trim());
        Assert.Equal(exercises, solutions);
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public void AnExerciseHasAtLeastTwoTypicalWrongAnswersAndAWrongAnswerForEachMistakeThatItNames(string chapter)
    {
        var course = new CourseFolder(TemporaryCourse.Repository);
        var read = Chapter.Read(Path.Combine(course.Notebooks, $"{chapter}.ipynb"));
        var file = MistakeFile.Read(course, read);
        foreach (var tried in file.Expand(read).Attempts.GroupBy(attempt => attempt.Exercise))
        {
            var hints = tried.Select(attempt => attempt.Hint).OfType<string>().ToList();
            Assert.True(hints.Count >= 2, $"{chapter}.mistakes.csx has {hints.Count} wrong answers to the exercise {tried.Key}, but needs two at least.");
            foreach (Match mistake in NamedMistake().Matches(tried.First().Check.Source))
            {
                Assert.True(
                    hints.Any(hint => mistake.Groups[1].Value.Contains(hint, StringComparison.Ordinal)),
                    $"No wrong answer in {chapter}.mistakes.csx expects this hint of {tried.Key}: {mistake.Groups[1].Value}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public void NoStoredOutputIsAnExcuse(string chapter) =>
        Assert.DoesNotContain("it could not be shown", File.ReadAllText(Path.Combine(TemporaryCourse.Repository, "notebooks", $"{chapter}.ipynb")), StringComparison.Ordinal);

    /// <summary>What a reader sees in the repository's web view is what a run gives: chapter 01 trains no model, so to the last letter.</summary>
    [SkippableFact]
    public async Task TheStoredOutputsOfChapter01AreThoseOfARun()
    {
        const string Name = "01-text-to-tokens.ipynb";
        var store = DatasetStore.Default;
        Skip.IfNot(store.TryFind("tinyshakespeare", out _), store.HowToGet("tinyshakespeare"));
        var folder = Directory.CreateTempSubdirectory("course-chapter-").FullName;
        try
        {
            using var output = new StringWriter();
            var code = await CourseCommand.InvokeAsync(["run", "01", "--profile", "quick", "--no-site", "--out", folder], output, output);
            Assert.True(code == 0, output.ToString());
            var run = Notebook.Read(Path.Combine(folder, "notebooks", Name));
            NotebookNormalizer.Normalize(run);
            var stored = Notebook.Read(Path.Combine(TemporaryCourse.Repository, "notebooks", Name));
            Assert.Equal(stored.ToText(), run.ToText());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> Run(params string[] words)
    {
        using var output = new StringWriter();
        var code = await CourseCommand.InvokeAsync(["run", "--profile", "smoke", .. words], output, output);
        return (code, output.ToString());
    }

    [GeneratedRegex(@"\.Mistake\(\s*""((?:[^""\\]|\\.)*)""")]
    private static partial Regex NamedMistake();
}
