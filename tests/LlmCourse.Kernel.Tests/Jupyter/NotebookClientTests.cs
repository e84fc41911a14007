using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Running;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>Every chapter executed by nbclient under the installed kernel, held against <c>course run</c>.</summary>
[Collection("processes")]
public sealed class NotebookClientTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Seed = 7;

    private readonly string folder = Directory.CreateTempSubdirectory("course nbclient ").FullName;

    public static TheoryData<string> Chapters => ChapterTests.Chapters;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableTheory]
    [MemberData(nameof(Chapters))]
    public async Task AChapterMakesTheSameClaimsUnderNbclientAsUnderCourseRun(string chapter)
    {
        Skip.IfNot(File.Exists(Python), $"there is no {Python}");
        Skip.If(RunPython("-c", "import nbclient, nbformat") is { Code: not 0 }, "Python has no nbclient; install it with: apt-get install python3-nbclient");
        KernelCommand.Install(Path.Combine(folder, "jupyter"), name: null, TextWriter.Null);
        var notebook = Path.Combine(TemporaryCourse.Repository, "notebooks", $"{chapter}.ipynb");
        var executed = Path.Combine(folder, "executed.ipynb");
        var kernel = (string)JsonNode.Parse(await File.ReadAllTextAsync(notebook))!["metadata"]!["kernelspec"]!["name"]!;
        var script = Path.Combine(TemporaryCourse.Repository, "tests", "LlmCourse.Kernel.Tests", "Jupyter", "execute_notebook.py");
        var (code, said) = RunPython(script, notebook, kernel, executed);
        Assert.True(code == 0, said);

        var run = Path.Combine(folder, "run");
        Assert.Equal(0, await CourseCommand.InvokeAsync(
            ["run", chapter, "--profile", "smoke", "--seed", $"{Seed}", "--no-site", "--out", run], TextWriter.Null, Console.Error));
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(run, "claims.json")))!.AsArray()
            .Select(claim => ClaimRecord.Read(claim!.ToJsonString())).ToDictionary(claim => claim.Id, Comparable);
        var actual = Kernel.Notebooks.Notebook.Read(executed).Cells.SelectMany(cell => cell.Outputs).OfType<Kernel.Notebooks.RichOutput>()
            .Select(output => output.Find(Display.MimeBundle.ClaimType)).OfType<string>()
            .Select(ClaimRecord.Read).GroupBy(claim => claim.Id).ToDictionary(claims => claims.Key, claims => Comparable(claims.Last()));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, claim => AssertSame(claim.Value, actual[claim.Key]));
    }

    /// <summary>The same claim; two runs may use another number of threads, which adds up in another order and moves the last digits.</summary>
    private static void AssertSame(ClaimRecord expected, ClaimRecord actual)
    {
        Assert.Equal(expected with { Value = null }, actual with { Value = null });
        Assert.Equal(expected.Value is null, actual.Value is null);
        Assert.Equal(expected.Value ?? 0, actual.Value ?? 0, 1e-5 * (1 + Math.Abs(expected.Value ?? 0)));
    }

    /// <summary>Of what the machine's time and memory have part in, the value is another in each run.</summary>
    private static ClaimRecord Comparable(ClaimRecord claim) =>
        claim.IsTiming() ? claim with { Value = null, Holds = true }
        : claim.Kind == "memory" ? claim with { Value = null }
        : claim;

    private (int Code, string Said) RunPython(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardError = true };
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(folder, "jupyter");
        start.Environment[Display.Course.ProfileVariable] = "smoke";
        start.Environment[Display.Course.SeedVariable] = Seed.ToString(CultureInfo.InvariantCulture);
        using var python = Process.Start(start)!;
        var said = python.StandardError.ReadToEnd();
        python.WaitForExit();
        return (python.ExitCode, said);
    }
}
