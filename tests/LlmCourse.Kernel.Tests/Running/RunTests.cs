using System.Diagnostics;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;
using Xunit;

namespace LlmCourse.Kernel.Tests.Running;

[Collection("processes")]
public sealed class RunTests : IDisposable
{
    private readonly TemporaryCourse course = new();

    public void Dispose() => course.Dispose();

    [Fact]
    public async Task AChapterRunsToItsEndAndLeavesNotebookAndClaims()
    {
        var path = course.Notebook("98-tiny",
            "#!import course.csx",
            "Console.WriteLine(\"hello\"); Console.Error.WriteLine(\"careful\");",
            "Claim.AtMost(\"98-half\", \"Half of one\", 0.5, 0.6)",
            "foreach (var i in Progress.Over(Enumerable.Range(0, 3), label: \"Three\")) { }\n1 + 1");
        var (code, output, error) = await course.Run(path);

        Assert.Equal(("", 0), (error, code));
        Assert.Matches(@"\n✓ 98 98-tiny: 4 of 4 cells in \d+:\d\d, peak [\d,]+ MB, 1 of 1 claims hold\n", output);
        Assert.Contains("✓ 98-half  0.5  (at most 0.6)  Half of one\n1 of 1 chapter finished; 1 of 1 claims hold.\n", output, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(course.Out, "claims.json"), output.TrimEnd().Split('\n')[^1]);

        var cells = course.Executed("98-tiny").Cells;
        Assert.Equal([new StreamOutput("stdout", "hello\n"), new StreamOutput("stderr", "careful\n")], cells[1].Outputs);
        Assert.StartsWith("✓ 98-half", ((ResultOutput)cells[2].Outputs.Single()).Find("text/plain"), StringComparison.Ordinal);
        Assert.StartsWith("Three ████████████████████████ 3 of 3", ((DisplayOutput)cells[3].Outputs[0]).Find("text/plain"), StringComparison.Ordinal);
        Assert.Equal("2", ((ResultOutput)cells[3].Outputs[1]).Find("text/plain"));
        Assert.Equal([1, 2, 3, 4], cells.Select(c => c.ExecutionCount));

        var claim = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(course.Out, "claims.json")))!.AsArray().Single()!;
        Assert.Equal("""{"id":"98-half","chapter":"98","statement":"Half of one","value":0.5,"low":null,"high":0.6,"holds":true,"kind":"value","source":null,"seed":42}""", claim.ToJsonString());
    }

    [Fact]
    public async Task ABrokenClaimFailsTheRunButNotTheCellsAfterIt()
    {
        var path = course.Notebook("97-broken",
            "#!import course.csx", "Claim.AtMost(\"97-half\", \"Half of one\", 0.5, 0.4)", "Claim.AtLeast(\"97-other\", \"One\", 1, 1)");
        var (code, output, _) = await course.Run(path);
        Assert.Equal(1, code);
        Assert.Contains(
            "✗ 97-half   0.5  (at most 0.4)  Half of one\n✓ 97-other  1  (at least 1)  One\n1 of 1 chapter finished; 1 of 2 claims hold, 1 broken.\n",
            output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrokenClaimAboutTimeFailsOnlyAStrictRunAndSmokeJudgesNothing()
    {
        var path = course.Notebook("97-time",
            "#!import course.csx", "Claim.AtLeast(\"97-speed\", \"Speed-up\", 1.2, 2, kind: ClaimKind.Timing)");
        var (code, output, _) = await course.Run(path);
        Assert.Equal(0, code);
        Assert.Contains("! 97-speed  1.2  (at least 2; a timing)  Speed-up\n", output, StringComparison.Ordinal);
        Assert.Equal(1, (await course.Run(path, "--strict")).Code);

        var smoke = await course.Run(path, "--strict", "--profile", "smoke");
        Assert.Equal(0, smoke.Code);
        Assert.Contains("○ 97-speed  1.2  (at least 2; a timing)  Speed-up\n1 of 1 chapter finished; 1 claim, not judged in smoke.\n", smoke.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AThrowingCellStopsItsChapterWithCellLineAndMessageAndTheNextChapterRuns()
    {
        var bad = course.Notebook("96-throws", "var a = 1;", "Console.WriteLine(a);\nthrow new InvalidOperationException(\"The sky fell.\");", "Console.WriteLine(\"never\");");
        var good = course.Notebook("97-good", "1");
        var (code, output, _) = await course.Run(bad, good);
        Assert.Equal(1, code);
        Assert.Contains(
            "\nChapter 96, cell 2, line 2: InvalidOperationException: The sky fell.\n    throw new InvalidOperationException(\"The sky fell.\");\n",
            output, StringComparison.Ordinal);
        Assert.Contains("✓ 97 97-good: 1 of 1 cells", output, StringComparison.Ordinal);
        Assert.EndsWith($"1 of 2 chapters finished.\n{course.Out}/claims.json\n", output, StringComparison.Ordinal);

        var cells = course.Executed("96-throws").Cells;
        Assert.Equal(new StreamOutput("stdout", "1\n"), cells[1].Outputs[0]);
        var error = Assert.IsType<ErrorOutput>(cells[1].Outputs[1]);
        Assert.Equal(("InvalidOperationException", "The sky fell."), (error.Name, error.Value));
        Assert.Equal(["cell 2, line 2: InvalidOperationException: The sky fell.", "    throw new InvalidOperationException(\"The sky fell.\");"], error.Traceback);
        Assert.Empty(cells[2].Outputs);
        Assert.Null(cells[2].ExecutionCount);
    }

    [Fact]
    public async Task ACompileErrorNamesTheCellAndTheLine()
    {
        var (code, output, _) = await course.Run(course.Notebook("96-compile", "var a = 1;\nvar b = a + c;"));
        Assert.Equal(1, code);
        Assert.Contains(
            "\nChapter 96, cell 1, line 2: CS0103: The name 'c' does not exist in the current context\n    var b = a + c;\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Environment.Exit(0);", "Chapter 95, cell 2: the code ended the process with exit code 0; a cell must not call Environment.Exit.")]
    [InlineData("Environment.FailFast(\"No more.\");", "Chapter 95, cell 2: the process crashed in native code or was aborted: Process terminated. No more.")]
    [InlineData("int F(int x) => F(x + 1) + 1;\nF(0)", "Chapter 95, cell 2: a method called itself until the stack was full (stack overflow)")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill(); await Task.Delay(5000);", "Chapter 95, cell 2: the operating system killed the process, most likely because memory ran out")]
    [InlineData(
        "new System.Threading.Thread(() => throw new InvalidOperationException(\"Far away.\")).Start(); await Task.Delay(5000);",
        "Chapter 95, cell 2: an exception on a thread of its own ended the process: InvalidOperationException: Far away.")]
    public async Task ACellThatEndsItsProcessIsToldAndTheOutputsBeforeItAreKept(string killer, string sentence)
    {
        var (code, output, _) = await course.Run(course.Notebook("95-dies", "Console.WriteLine(\"before\");", killer, "1"));
        Assert.Equal(1, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        var cells = course.Executed("95-dies").Cells;
        Assert.Equal([new StreamOutput("stdout", "before\n")], cells[0].Outputs);
        Assert.StartsWith(sentence, Assert.IsType<ErrorOutput>(cells[1].Outputs[^1]).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooLittleMemoryIsAnErrorOfTheCell()
    {
        var path = course.Notebook("95-hungry", "var all = new List<byte[]>();\nwhile (true)\n{\n    all.Add(new byte[50_000_000]);\n}");
        var (code, output) = await RunProcess(path, environment: ("DOTNET_GCHeapHardLimit", "0x18000000")); // 400 MB
        Assert.Equal(1, code);
        Assert.Contains("Chapter 95, cell 1, line 4: OutOfMemoryException: ", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("Console.WriteLine(\"begin\");\nSystem.IO.File.WriteAllText(\"begun\", \"\");\nwhile (true) { }", "Chapter 94, cell 1: Interrupted: The cell was asked to stop, did not within a second, and was abandoned; it may still be running.")]
    [InlineData(
        "#!import course.csx\nforeach (var i in Progress.Over(Enumerable.Range(0, 100_000), label: \"Long\"))\n{\n    if (i == 0) { Console.WriteLine(\"begin\"); System.IO.File.WriteAllText(\"begun\", \"\"); }\n    await Task.Delay(10);\n}",
        "Chapter 94, cell 1: Interrupted: The cell was stopped.")]
    public async Task CtrlCEndsARunWithinSecondsAndKeepsTheOutputs(string cell, string sentence)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var path = course.Notebook("94-endless", cell, "1");
        var clock = new Stopwatch();
        var (code, output) = await RunProcess(path, course.Notebook("95-next", "1"), stopWhen: () =>
        {
            var begun = File.Exists(Path.Combine(course.Folder, "begun"));
            if (begun)
            {
                clock.Start();
            }

            return begun;
        });
        Assert.Equal(130, code);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("95-next", output, StringComparison.Ordinal);
        Assert.Contains(new StreamOutput("stdout", "begin\n"), course.Executed("94-endless").Cells[0].Outputs);
    }

    [Fact]
    public async Task SettingsSeedAndProfileReachTheChapter()
    {
        var path = course.Notebook("93-settings", new JsonObject { ["settings"] = new JsonObject { ["steps"] = "how many steps" } },
            "#!import course.csx", "Console.Write($\"{Course.Profile} {Course.Seed} {Course.Setting(\"steps\", 5)}\");");
        Assert.Equal(0, (await course.Run(path, "--profile", "smoke", "--seed", "7", "--set", "steps=100")).Code);
        Assert.Equal(new StreamOutput("stdout", "Smoke 7 100"), course.Executed("93-settings").Cells[1].Outputs.Single());
    }

    [Fact]
    public async Task SolutionsTakeTheStubsPlaceAndMustPassEveryCheck()
    {
        var text = "#!import course.csx";
        var check = "new Exercise(\"92-double\", \"Double it\", 5).Check(\"twice 2 is 4\", () => Twice(2) == 4, \"Multiply.\")";
        var path = course.Notebook("92-exercise", text, "//exercise 92-double\nint Twice(int x) => throw Exercise.NotAttempted();", check);
        var untouched = await course.Run(path);
        Assert.Equal(0, untouched.Code);
        Assert.Contains("0 of 1 exercises solved", untouched.Output, StringComparison.Ordinal);

        var chapter = Chapter.Read(path);
        var solutions = new CourseFolder(course.Folder);
        Assert.Equal(
            "notebooks/solutions/92-exercise.csx has no section '// exercise: 92-double', but chapter 92 has this exercise; add its solution.",
            Assert.Throws<UsageException>(() => SolutionFile.Read(solutions, chapter).Apply(chapter)).Message);

        Directory.CreateDirectory(solutions.Solutions);
        var file = Path.Combine(solutions.Solutions, "92-exercise.csx");
        await File.WriteAllTextAsync(file, "// exercise: 92-double\nint Twice(int x) => 2 * x;\n\n// exercise: 92-other\n1\n");
        Assert.Equal(
            "notebooks/solutions/92-exercise.csx has a section '// exercise: 92-other', but no cell of chapter 92 has the metadata course.exercise \"92-other\"; remove the section or mark the cell.",
            Assert.Throws<UsageException>(() => SolutionFile.Read(solutions, chapter).Apply(chapter)).Message);

        await File.WriteAllTextAsync(file, "// exercise: 92-double\nint Twice(int x) => 2 * x;\n");
        SolutionFile.Read(solutions, chapter).Apply(chapter);
        Assert.Equal("int Twice(int x) => 2 * x;", chapter.CodeCells[1].Source);

        using var output = new StringWriter();
        var request = new RunRequest { Chapters = [path], Out = course.Out, Solutions = true, NoSite = true };
        Assert.Equal(0, await RunCommand.RunAsync(solutions, request, output));
        Assert.Contains("1 of 1 exercises solved", output.ToString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "// exercise: 92-double\nint Twice(int x) => 3 * x;\n");
        Assert.Equal(1, await RunCommand.RunAsync(solutions, request, output));
        Assert.Contains("The solution of exercise 92-double does not pass its checks: failed.\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TypicalWrongAnswersTakeTheStubsPlaceAndMustGetTheirHints()
    {
        const string Check = """
            new Exercise("87-double", "Double it", 5)
                .Check("twice 3 is 6", () => Twice(3) == 6, "Multiply.")
                .Mistake("You squared.", () => Twice(3), gives: 9)
            """;
        var path = course.Notebook("87-mistakes", "#!import course.csx", "//exercise 87-double\nint Twice(int x) => throw Exercise.NotAttempted();", Check, "Twice(21)");
        var solutions = new CourseFolder(course.Folder);
        Directory.CreateDirectory(solutions.Solutions);
        await File.WriteAllTextAsync(Path.Combine(solutions.Solutions, "87-mistakes.csx"), "// exercise: 87-double\nint Twice(int x) => 2 * x;\n");
        var file = Path.Combine(solutions.Solutions, "87-mistakes.mistakes.csx");
        async Task<(int Code, string Output)> Try(string mistakes)
        {
            await File.WriteAllTextAsync(file, mistakes);
            using var output = new StringWriter();
            var request = new RunRequest { Chapters = [path], Out = course.Out, Mistakes = true, NoSite = true };
            return (await RunCommand.RunAsync(solutions, request, output), output.ToString());
        }

        const string Squares = "// mistake: 87-double / squares\n// hint: You squared\nint Twice(int x) => x * x;\n";
        var (code, output) = await Try(Squares + "\n// mistake: 87-double / halves\n// hint: Multiply.\nint Twice(int x) => x / 2;\n");
        Assert.Equal(0, code);
        Assert.Contains(
            "✓ 87-double / untouched: not attempted\n✓ 87-double / squares: Hint: You squared.\n✓ 87-double / halves: Hint: Multiply.\n",
            output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 exercises solved", output, StringComparison.Ordinal);
        Assert.Equal("42", ((ResultOutput)course.Executed("87-mistakes").Cells[^1].Outputs.Single()).Find("text/plain"));

        (code, output) = await Try(Squares + "\n// mistake: 87-double / right\n// hint: You squared\nint Twice(int x) => x + x;\n");
        Assert.Equal(1, code);
        Assert.Contains("✗ 87-double / right: passed (expected: You squared)\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("// mistake: 86-a / adds\n1\n", "after '// mistake: 86-a / adds' must come a line '// hint: …'")]
    [InlineData("// mistake: 86-a / x\n// hint: h\n1\n// mistake: 86-a / x\n// hint: h\n2\n", "the section '// mistake: 86-a / x' twice")]
    [InlineData("// mistake: 86-b / x\n// hint: h\n1\n", "no cell of chapter 86 has the metadata course.exercise \"86-b\"")]
    [InlineData("", "no cell with new Exercise(\"86-a\", …) between the stub of 86-a and the next exercise")]
    public void AFileOfMistakesThatDoesNotFitIsRefused(string mistakes, string complaint)
    {
        var check = complaint.StartsWith("no cell with", StringComparison.Ordinal) ? "1" : "new Exercise(\"86-a\", \"A\", 5)";
        var chapter = Chapter.Read(course.Notebook("86-mistakes", "//exercise 86-a\n0", check));
        var folder = new CourseFolder(course.Folder);
        Directory.CreateDirectory(folder.Solutions);
        File.WriteAllText(Path.Combine(folder.Solutions, "86-mistakes.mistakes.csx"), mistakes);
        Assert.Contains(complaint, Assert.Throws<UsageException>(() => MistakeFile.Read(folder, chapter).Expand(chapter)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutputsThatCannotBeWrittenFailTheRunWithASentenceAndLeaveNothingHalf()
    {
        Directory.CreateDirectory(course.Out);
        await File.WriteAllTextAsync(Path.Combine(course.Out, "notebooks"), "in the way");
        var (code, output, _) = await course.Run(course.Notebook("90-plain", "1"));
        Assert.Equal(1, code);
        Assert.Contains($"{course.Out}/notebooks/90-plain.ipynb could not be written: ", output, StringComparison.Ordinal);
        Assert.Equal(["claims.json", "notebooks"], Directory.EnumerateFileSystemEntries(course.Out).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task RefreshKeepsNormalisedOutputsOfAChapterThatPassesAndNothingElse()
    {
        var good = course.Notebook("89-good", "#!import course.csx", "Claim.AtMost(\"89-a\", \"A\", 1, 2)");
        var bad = course.Notebook("88-bad", "#!import course.csx", "Claim.AtMost(\"88-a\", \"A\", 3, 2)");
        var before = await File.ReadAllTextAsync(bad);
        using var output = new StringWriter();
        var root = new CourseFolder(course.Folder);
        Assert.Equal(1, await RefreshCommand.RunAsync(root, [good, bad], output));
        Assert.Contains($"{good} is refreshed.\n{bad} keeps its outputs, for the run did not pass.\n", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(bad));
        var cell = Notebook.Read(good).Cells[1];
        Assert.Null(cell.ExecutionCount);
        Assert.StartsWith("✓ 89-a", ((ResultOutput)cell.Outputs.Single()).Find("text/plain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutputOfAnEndlessWriterIsCutShort()
    {
        var path = course.Notebook("91-chatty", "for (var i = 0; i < 300_000; i++) { Console.Write(\"0123456789\"); }");
        Assert.Equal(0, (await course.Run(path)).Code);
        var text = Assert.IsType<StreamOutput>(course.Executed("91-chatty").Cells[0].Outputs.Single()).Text;
        Assert.InRange(text.Length, 200_000, 201_000);
        Assert.EndsWith("\n(and more, which is not kept)\n", text, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> RunProcess(string path, (string, string) environment) => RunProcess([path], environment, null);

    private Task<(int Code, string Output)> RunProcess(string path, string next, Func<bool> stopWhen) => RunProcess([path, next], null, stopWhen);

    /// <summary>Runs the command as a process of its own, and presses Ctrl+C when asked to.</summary>
    private async Task<(int Code, string Output)> RunProcess(string[] paths, (string Name, string Value)? environment, Func<bool>? stopWhen)
    {
        var (file, arguments) = OwnProgram.Command;
        var start = new ProcessStartInfo(file, [.. arguments, "run", "--no-site", "--out", course.Out, .. paths])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is { } variable)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (stopWhen is not null)
        {
            while (!stopWhen())
            {
                await Task.Delay(50);
            }

            using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }
}
