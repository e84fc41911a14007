using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Learning;
using LlmCourse.Kernel.Running;
using Xunit;

namespace LlmCourse.Kernel.Tests.Commands;

public sealed class ProgressTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryCourse notebooks = new();
    private readonly CourseFolder course;
    private readonly ProgressFile file;

    public ProgressTests()
    {
        course = new CourseFolder(notebooks.Folder);
        file = new ProgressFile(Path.Combine(notebooks.Folder, "progress.json"));
        Directory.CreateDirectory(course.Notebooks);
        foreach (var name in (string[])["01-words", "02-numbers"])
        {
            File.Move(notebooks.Notebook(name, $"//exercise {name[..2]}-one\n1", $"//exercise {name[..2]}-two\n2"), Path.Combine(course.Notebooks, $"{name}.ipynb"));
        }
    }

    public void Dispose() => notebooks.Dispose();

    [Fact]
    public void ALearnerSeesWhatIsSolvedAndWhatIsOpen()
    {
        file.Record([new ExerciseRecord("01-one", "failed"), new ExerciseRecord("01-two", "failed")], Noon);
        file.Record([new ExerciseRecord("01-one", "passed")], Noon);
        Assert.Equal("""
            01 01-words: 1 of 2 solved
               ✓ 01-one  solved 2026-11-23, 2 tries
               ✗ 01-two  fails, 1 try
            02 02-numbers: 0 of 2 solved
            4 exercises: 1 solved, 1 fail, 2 open.

            """.ReplaceLineEndings("\n"), Run(new ProgressRequest()).Output);
        Assert.Equal("""
            02 02-numbers: 0 of 2 solved
               ○ 02-one  open
               ○ 02-two  open
            2 exercises: 0 solved, 0 fail, 2 open.

            """.ReplaceLineEndings("\n"), Run(new ProgressRequest { Chapters = ["2"] }).Output);
    }

    [Fact]
    public void AnInstructorSeesTheClass()
    {
        var folder = Directory.CreateDirectory(Path.Combine(notebooks.Folder, "class")).FullName;
        file.Record([new ExerciseRecord("01-one", "passed"), new ExerciseRecord("01-two", "failed")], Noon);
        var (code, output) = Run(new ProgressRequest { Export = Path.Combine(folder, "ada.csv"), Name = "Ada" });
        Assert.Equal(0, code);
        Assert.EndsWith(Path.Combine(folder, "ada.csv") + "\n", output, StringComparison.Ordinal);
        file.Reset();
        file.Record([new ExerciseRecord("01-one", "failed")], Noon);
        file.Record([new ExerciseRecord("01-one", "passed")], Noon);
        Run(new ProgressRequest { Export = Path.Combine(folder, "grace.json"), Name = "Grace" });

        (code, output) = Run(new ProgressRequest { Collect = folder, Export = Path.Combine(notebooks.Folder, "all.csv") });
        Assert.Equal(0, code);
        Assert.StartsWith("""
            exercise  solved  fails  open  tries of those who solved it
            01-one         2      0     0  1.5
            01-two         0      1     1
            02-one         0      0     2
            02-two         0      0     2

            Ada: 1 solved, 1 fail, 2 open
            Grace: 1 solved, 0 fail, 3 open
            2 learners.

            """.ReplaceLineEndings("\n"), output, StringComparison.Ordinal);
        Assert.Equal(9, File.ReadAllLines(Path.Combine(notebooks.Folder, "all.csv")).Length);
        File.WriteAllText(Path.Combine(folder, "torn.json"), "[");
        (code, output) = Run(new ProgressRequest { Collect = folder });
        Assert.Equal(1, code);
        Assert.Contains("torn.json is no export of progress", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n", false)]
    [InlineData("", false)]
    [InlineData("y", true)]
    public void ForgettingAsksFirst(string answer, bool forgets)
    {
        file.Record([new ExerciseRecord("01-one", "passed")], Noon);
        var (code, output) = Run(new ProgressRequest { Reset = true }, new StringReader(answer + "\n"));
        Assert.Equal(0, code);
        Assert.StartsWith($"Forget all progress in {file.FullPath}? [y/N] ", output, StringComparison.Ordinal);
        Assert.Equal(forgets, !File.Exists(file.FullPath));
    }

    [Fact]
    public void ForgettingNeedsNoQuestionWhereItIsSaidTwice()
    {
        file.Record([new ExerciseRecord("01-one", "passed")], Noon);
        Assert.Equal(0, Run(new ProgressRequest { Reset = true, Yes = true }).Code);
        Assert.Empty(file.Read().Book.Exercises);
        Assert.Equal(0, Run(new ProgressRequest { Reset = true, Yes = true }).Code);
    }

    [Fact]
    public void ASpoiltFileIsSaidAndTheTableIsThere()
    {
        File.WriteAllText(file.FullPath, "{");
        var (code, output) = Run(new ProgressRequest());
        Assert.Equal(1, code);
        Assert.Contains("4 exercises: 0 solved, 0 fail, 4 open.\nThe record of your progress could not be read and is kept as ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedInASentence()
    {
        Refuses("--export was given 'all.xlsx', but it needs a name that ends in .csv or .json.", new ProgressRequest { Export = "all.xlsx" });
        Refuses("--yes answers the question of --reset; there is nothing else to answer.", new ProgressRequest { Yes = true });
        Refuses("--reset forgets everything and goes with nothing but --yes; export first, then reset.", new ProgressRequest { Reset = true, Export = "a.csv" });
        Refuses("--reset asks before it forgets, but nobody can answer here; add --yes.", new ProgressRequest { Reset = true });
        Refuses("There is no folder 'nowhere' to collect exports from.", new ProgressRequest { Collect = "nowhere" });
        Refuses($"There is no export in '{course.Notebooks}'; a learner writes one with: course progress --export NAME.csv", new ProgressRequest { Collect = course.Notebooks });
        Refuses("--collect takes the exports of a folder as they are; leave out the chapters and --name.", new ProgressRequest { Collect = course.Notebooks, Chapters = ["01"] });
        Assert.StartsWith("There is no chapter '77'.", Assert.Throws<UsageException>(() => Run(new ProgressRequest { Chapters = ["77"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARunRecordsWhatTheLearnerSolvedAndNotWhatTheSolutionsDo()
    {
        var check = "new Exercise(\"97-double\", \"Double it\", 5).Check(\"twice 2 is 4\", () => Twice(2) == 4, \"Multiply.\")";
        var path = notebooks.Notebook("97-record", "#!import course.csx", "int Twice(int x) => x + 3;", check);
        Assert.Equal(0, (await notebooks.Run(path)).Code);
        Assert.Equal(ExerciseState.Failed, ProgressFile.Default.Read().Book.Find("97-double").State);
        path = notebooks.Notebook("97-record", "#!import course.csx", "int Twice(int x) => x + x;", check);
        Assert.Equal(0, (await notebooks.Run(path)).Code);
        Assert.Equal((ExerciseState.Solved, 2), (ProgressFile.Default.Read().Book.Find("97-double").State, ProgressFile.Default.Read().Book.Find("97-double").Tries));

        var solved = notebooks.Notebook("96-solved", "#!import course.csx", "//exercise 96-half\nint Half(int x) => throw Exercise.NotAttempted();",
            "new Exercise(\"96-half\", \"Halve it\", 5).Check(\"half of 2 is 1\", () => Half(2) == 1, \"Divide.\")");
        Directory.CreateDirectory(course.Solutions);
        await File.WriteAllTextAsync(Path.Combine(course.Solutions, "96-solved.csx"), "// exercise: 96-half\nint Half(int x) => x / 2;\n");
        using var output = new StringWriter();
        Assert.Equal(0, await RunCommand.RunAsync(course, new RunRequest { Chapters = [solved], Out = notebooks.Out, Solutions = true, NoSite = true }, output));
        Assert.Equal(ExerciseProgress.None, ProgressFile.Default.Read().Book.Find("96-half"));
    }

    private (int Code, string Output) Run(ProgressRequest request, TextReader? answers = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (ProgressCommand.Run(course, request, file, answers, output), output.ToString());
    }

    private void Refuses(string sentence, ProgressRequest request) =>
        Assert.Equal(sentence, Assert.Throws<UsageException>(() => Run(request)).Message);
}
