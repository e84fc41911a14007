using System.Text.RegularExpressions;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Site;
using LlmCourse.Kernel.Tests.Site;
using LlmCourse.Kernel.Tests.Texts;
using Xunit;
using Quiz = LlmCourse.Display.Quiz;

namespace LlmCourse.Kernel.Tests.Commands;

public sealed class HandoutTests : IDisposable
{
    private static readonly Quiz Questions = Quiz.Load(Path.Combine(TemporaryCourse.Repository, "datasets", "quiz.json"));

    private readonly string folder = Directory.CreateTempSubdirectory("course-handout-").FullName;

    public static TheoryData<string> Chapters => [.. WrittenChapter.All.Keys.Order()];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Chapters))]
    public void EachChapterFillsItsHandout(string number)
    {
        var (chapter, html) = Write(number, withAnswers: true);
        var page = new PageReader(WithoutScripts(html));
        Assert.Empty(page.Unbalanced);
        Assert.Single(page.Elements, element => element.Name == "h1");
        Assert.All(page.Loads, load => Assert.StartsWith("data:", load, StringComparison.Ordinal));
        Assert.DoesNotMatch("url\\((?!data:)|@import", html);

        Assert.Contains("<h2>To take away</h2>", html, StringComparison.Ordinal);
        Assert.All(chapter.Claims, claim => Assert.Contains($">{claim.Id}</code>", html, StringComparison.Ordinal));
        Assert.All(chapter.Exercises, exercise => Assert.Contains($">{exercise.Id}</code> ({exercise.Minutes} min)", html, StringComparison.Ordinal));
        Assert.All(Questions.Of(number).Questions, question => Assert.Equal(2, Regex.Count(html, $"<code>{question.Id}</code>")));
    }

    [Fact]
    public void AnswersAreThereOnlyWhenAskedFor()
    {
        var right = Questions.Of("04")["04-1"];
        var reason = Html.Encode(right.Answer(right.Right).Explanation.Split('`')[0]);
        Assert.DoesNotContain(reason, Write("04").Html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"answers\"", Write("04").Html, StringComparison.Ordinal);
        Assert.Contains(reason, Write("04", withAnswers: true).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void AStoredClaimAboutTimeSaysWhoMeasuresIt()
    {
        var html = Write("00").Html;
        Assert.Contains("<td class=\"number\">measured on your run</td><td>at most 1.3</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("not a number", html, StringComparison.Ordinal);
    }

    [Fact]
    public void FiguresAndMeasuredValuesComeFromTheOutputsThatTheNotebookHolds()
    {
        var path = Path.Combine(folder, "04-pretraining.ipynb");
        File.WriteAllText(path, SampleChapters.Pretraining().Notebook.ToText());
        var page = new HandoutPage(Chapter.Read(path), null);
        var html = page.Render(figures: 2, withAnswers: false);
        Assert.Single(Regex.Matches(html, "<figure>"));
        Assert.DoesNotContain("<h2>Questions</h2>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<figure>", page.Render(figures: 0, withAnswers: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBeDoneIsSaidInOneSentence()
    {
        Assert.Equal((2, "There is no chapter '57'. The"), Start(await Invoke("handout", "57"), 29));
        Assert.Contains("--figures must be 0 or more.", (await Invoke("handout", "04", "--figures", "-1")).Text, StringComparison.Ordinal);
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");
        Assert.Equal((2, "The handout cannot be written to"), Start(await Invoke("handout", "04", "--out", Path.Combine(file, "page.html")), 32));
    }

    private static (int, string) Start((int Code, string Text) answer, int length) => (answer.Code, answer.Text[..length]);

    private static async Task<(int Code, string Text)> Invoke(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CourseCommand.InvokeAsync(words, output, error);
        return (code, output.ToString() + error);
    }

    private static string WithoutScripts(string html) => Regex.Replace(html, "<script>.*?</script>|<style>.*?</style>", "", RegexOptions.Singleline);

    private (WrittenChapter Chapter, string Html) Write(string number, bool withAnswers = false)
    {
        var path = Path.Combine(folder, $"{number}.html");
        using var output = new StringWriter();
        Assert.Equal(0, HandoutCommand.Run(CourseFolder.Find(), number, path, 2, withAnswers, output));
        Assert.Equal(path + "\n", output.ToString());
        return (WrittenChapter.All[number], File.ReadAllText(path));
    }
}
