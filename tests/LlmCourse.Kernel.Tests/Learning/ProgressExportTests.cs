using LlmCourse.Kernel.Learning;
using Xunit;

namespace LlmCourse.Kernel.Tests.Learning;

public sealed class ProgressExportTests : IDisposable
{
    private static readonly ProgressRow[] Rows =
    [
        new("Ada, \"the first\"", "04", "04-clip", ExerciseState.Solved, 3, new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.FromHours(1))),
        new("Grace\nHopper", "04", "04-rate", ExerciseState.Failed, 2, null),
        new("Zoë", "05", "05-days", ExerciseState.Open, 0, null),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("course-export-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("all.csv")]
    [InlineData("all.JSON")]
    public void WhatIsWrittenIsRead(string name)
    {
        var path = Path.Combine(folder, name);
        ProgressExport.Write(path, Rows);
        Assert.Equal(Rows, ProgressExport.Read(path));
    }

    [Fact]
    public void ATableProgramReadsTheCsv()
    {
        var path = Path.Combine(folder, "all.csv");
        ProgressExport.Write(path, [Rows[0], Rows[2]]);
        Assert.Equal(
            "learner,chapter,exercise,state,tries,solved\n\"Ada, \"\"the first\"\"\",04,04-clip,solved,3,2026-11-23T09:00:00+01:00\nZoë,05,05-days,open,0,\n",
            File.ReadAllText(path));
        File.WriteAllText(path, "\uFEFF" + File.ReadAllText(path).ReplaceLineEndings("\r\n")); // as a table program saves it
        Assert.Equal([Rows[0], Rows[2]], ProgressExport.Read(path));
    }

    [Theory]
    [InlineData("a.csv", "", "its first line is not 'learner,chapter,exercise,state,tries,solved'.")]
    [InlineData("a.csv", "name,mark\nAda,1\n", "its first line is not")]
    [InlineData("a.csv", "learner,chapter,exercise,state,tries,solved\nAda,04,04-clip,perfect,1,\n", "record 2 is not")]
    [InlineData("a.csv", "learner,chapter,exercise,state,tries,solved\nAda,04,04-clip,7,1,\n", "record 2 is not")]
    [InlineData("a.csv", "learner,chapter,exercise,state,tries,solved\nAda,04\n", "record 2 is not")]
    [InlineData("a.csv", "learner,chapter,exercise,state,tries,solved\nAda,04,04-clip,solved,1,yesterday\n", "record 2 is not")]
    [InlineData("a.json", "[{\"learner\":\"Ada\"}]", "is no export of progress")]
    [InlineData("a.json", "{", "is no export of progress")]
    public void WhatIsNoExportIsSaid(string name, string text, string sentence)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        Assert.Contains(sentence, Assert.Throws<FormatException>(() => ProgressExport.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AClassIsPutTogetherAndNamesakesAreToldApart()
    {
        ProgressExport.Write(Path.Combine(folder, "1.csv"), [Rows[1]]);
        ProgressExport.Write(Path.Combine(folder, "2.json"), [Rows[2]]);
        ProgressExport.Write(Path.Combine(folder, "3.csv"), [Rows[2]]);
        File.WriteAllText(Path.Combine(folder, "4.csv"), "no export");
        File.WriteAllText(Path.Combine(folder, "readme.txt"), "not looked at");
        var (rows, problems) = ClassProgress.Collect(folder);
        Assert.Equal(["Grace\nHopper", "Zoë (2.json)", "Zoë (3.csv)"], rows.Select(row => row.Learner));
        Assert.Contains("4.csv is no export", Assert.Single(problems), StringComparison.Ordinal);
    }
}
