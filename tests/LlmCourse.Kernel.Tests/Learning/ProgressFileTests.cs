using LlmCourse.Kernel.Learning;
using LlmCourse.Kernel.Running;
using Xunit;

namespace LlmCourse.Kernel.Tests.Learning;

public sealed class ProgressFileTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("course-progress-").FullName;
    private readonly ProgressFile file;

    public ProgressFileTests() => file = new ProgressFile(Path.Combine(folder, "deep", "progress.json"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void WhatWasSolvedOnceStaysSolved()
    {
        Assert.Null(Record("failed", Monday));
        Assert.Equal(new ExerciseProgress(ExerciseState.Failed, 1, null), Known);
        Record("not attempted", Monday);
        Assert.Equal(new ExerciseProgress(ExerciseState.Failed, 1, null), Known);
        Record("passed", Monday.AddDays(1));
        Record("failed", Monday.AddDays(2));
        Record("passed", Monday.AddDays(3));
        Assert.Equal(new ExerciseProgress(ExerciseState.Solved, 2, Monday.AddDays(1)), Known);
        Assert.Equal(["04-clip"], file.Read().Book.Solved);
    }

    [Fact]
    public void NothingIsWrittenBeforeAnythingWasTried()
    {
        Assert.Null(Record("not attempted", Monday));
        Assert.False(Directory.Exists(Path.GetDirectoryName(file.FullPath)));
        Assert.Equal(ExerciseProgress.None, Known);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":1,\"exercises\":{\"04-clip\":{\"sta")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\":1,\"exercises\":null}")]
    [InlineData("{\"version\":1,\"exercises\":{\"04-clip\":{\"state\":\"perfect\",\"tries\":1,\"solved\":null}}}")]
    [InlineData("{\"version\":1,\"exercises\":{},\"more\":1}")]
    public void AFileThatCannotBeReadIsKeptAndSaid(string text)
    {
        foreach (var i in new[] { 1, 2 })
        {
            Write(text);
            var problem = Record("passed", Monday);
            Assert.Equal($"The record of your progress could not be read and is kept as {file.FullPath}.unreadable-{i}; a new one begins.", problem);
            Assert.Equal(text, File.ReadAllText($"{file.FullPath}.unreadable-{i}"));
            Assert.Equal(ExerciseState.Solved, Known.State);
        }
    }

    [Fact]
    public void AFileOfALaterVersionIsLeftAlone()
    {
        const string Later = "{\"version\":2,\"exercises\":{}}";
        Write(Later);
        Assert.Contains("another version of the course", Record("passed", Monday), StringComparison.Ordinal);
        Assert.Equal(Later, File.ReadAllText(file.FullPath));
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsSaidInASentence()
    {
        File.WriteAllText(Path.Combine(folder, "deep"), "in the way");
        Assert.StartsWith("Your progress is not recorded: ", Record("passed", Monday), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyWhoRecordAtOnceLoseNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.Null(new ProgressFile(file.FullPath).Record([new ExerciseRecord($"04-{writer}-{i}", "passed")], Monday));
            }
        })));
        Assert.Equal(40, file.Read().Book.Solved.Count());
        Assert.Equal(["progress.json", "progress.json.lock"], Directory.GetFiles(Path.GetDirectoryName(file.FullPath)!).Select(Path.GetFileName).Order());
    }

    private ExerciseProgress Known => file.Read().Book.Find("04-clip");

    private string? Record(string state, DateTimeOffset now) => file.Record([new ExerciseRecord("04-clip", state)], now);

    private void Write(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file.FullPath)!);
        File.WriteAllText(file.FullPath, text);
    }
}
