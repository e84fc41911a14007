using LlmCourse.Kernel.Commands;
using Xunit;

namespace LlmCourse.Kernel.Tests.Commands;

public sealed class FitTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("course-fit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task AFileIsFittedAndReported()
    {
        var path = Write(Grid());
        var (code, output, error) = await Invoke("fit", path, "--predict", "4e6,8e7", "--budget", "1e14");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains($"{path}: 49 runs, N from 2E+04 to 2E+06, D from 4E+05 to 4E+07.", output, StringComparison.Ordinal);
        Assert.Contains("\n\nL(N, D) = 1.7 + 40 / N^0.35 + 300 / D^0.4\n", output, StringComparison.Ordinal);
        Assert.Contains("\n  β                         0.4   90% interval 0.4 to 0.4\n", output, StringComparison.Ordinal);
        Assert.Contains("of 4,500 starts reached it.\n", output, StringComparison.Ordinal);
        Assert.Contains("\nC = 1E+14: best with N = ", output, StringComparison.Ordinal);
        Assert.Contains("\nN = 4E+06, D = 8E+07: loss 2.1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\n! ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsFarBeyondTheRunsIsWarnedOf()
    {
        var (code, output, _) = await Invoke("fit", Write(Grid()), "--predict", "7e9,1.4e11");
        Assert.Equal(0, code);
        Assert.Contains("\n! N = 7E+09, D = 1.4E+11 is 1.22E+07 times beyond the runs", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RepeatedAndFewRunsAreWarnedOf()
    {
        var few = Grid().Where((_, i) => i % 6 == 0).Take(8).ToList();
        var (_, output, _) = await Invoke("fit", Write([.. few, few[0]]));
        Assert.Contains("lines 2, 10 are the same run.", output, StringComparison.Ordinal);
        Assert.Contains("\n! These are only 9 runs for 5 unknowns", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunsThatCannotTellGiveNoLaw()
    {
        var path = Write(Grid().Select(line => $"1e6,{line[(line.IndexOf(',') + 1)..]}"));
        var (code, _, error) = await Invoke("fit", path);
        Assert.Equal(1, code);
        Assert.StartsWith($"{path} gives no law. All runs have the same size: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABadFileIsAnsweredWithItsLineAndColumn()
    {
        var path = Write(["1e6,2e7,3.5", "1e6,much,3.5"]);
        var (code, _, error) = await Invoke("fit", path);
        Assert.Equal(2, code);
        Assert.Equal($"{path}, line 3, column 'tokens' (the second): 'much' is no number.\n", error);
        Assert.Equal(2, (await Invoke("fit", Path.Combine(folder, "none.csv"))).Code);
    }

    [Theory]
    [InlineData("--predict", "7e9")]
    [InlineData("--predict", "7e9,lots")]
    [InlineData("--budget", "-1")]
    public async Task AnOptionThatIsNoNumberIsRefused(string option, string value)
    {
        var (code, _, error) = await Invoke("fit", Write(Grid()), $"{option}={value}");
        Assert.Equal(2, code);
        Assert.StartsWith($"{option} was given '{value}', but it needs ", error, StringComparison.Ordinal);
    }

    private static List<string> Grid()
    {
        var steps = Enumerable.Range(0, 7).Select(i => Math.Pow(100, i / 6.0)).ToList();
        return [.. steps.SelectMany(n => steps.Select(d => (N: 2e4 * n, D: 4e5 * d)))
            .Select(run => FormattableString.Invariant($"{run.N:R},{run.D:R},{1.7 + (40 / Math.Pow(run.N, 0.35)) + (300 / Math.Pow(run.D, 0.4)):R}"))];
    }

    private string Write(IEnumerable<string> lines)
    {
        var path = Path.Combine(folder, "runs.csv");
        File.WriteAllLines(path, lines.Prepend("parameters,tokens,loss"));
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> Invoke(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (await CourseCommand.InvokeAsync(words, output, error), output.ToString(), error.ToString());
    }
}
