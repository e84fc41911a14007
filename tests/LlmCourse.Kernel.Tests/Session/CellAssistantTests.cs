using LlmCourse.Kernel.Session;
using Xunit;

namespace LlmCourse.Kernel.Tests.Session;

public sealed class CellAssistantTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("course-assistant-").FullName;
    private readonly RecordedOutput output = new();
    private readonly CSharpSession session;

    public CellAssistantTests() => session = new CSharpSession(folder);

    public void Dispose()
    {
        session.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task MembersAreOfferedWithTheirKindAndDocumentation()
    {
        var completion = await Complete("Console.WriteL|");
        Assert.Equal((8, 14), (completion.Start, completion.End));
        var item = completion.Items[0];
        Assert.Equal(("WriteLine", "method"), (item.Text, item.Kind));
        Assert.Contains("Writes", item.Documentation, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", item.Documentation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VariablesMethodsAndTypesOfExecutedCellsAreOffered()
    {
        await Execute("var temperature = 0.7; record Point(int Left, int Top);");
        await Execute("int TwiceTheSum(int a, int b) => 2 * (a + b);\nvar point = new Point(1, 2);");
        Assert.Contains("temperature", await Texts("temp|"));
        Assert.Contains("TwiceTheSum", await Texts("Twice|"));
        Assert.Contains("Point", await Texts("new Po|"));
        Assert.Contains("Left", await Texts("point.|"));
    }

    [Fact]
    public async Task TheLatestDefinitionCounts()
    {
        await Execute("record Shape(int Old); var shape = new Shape(1);");
        await Execute("record Shape(int Fresh); var shape = new Shape(1);");
        var texts = await Texts("shape.|");
        Assert.Contains("Fresh", texts);
        Assert.DoesNotContain("Old", texts);
    }

    [Fact]
    public async Task ACellThatDidNotCompileOffersNothingAndOneThatThrewOffersWhatItDeclared()
    {
        await session.ExecuteAsync("var broken = ;", output);
        await session.ExecuteAsync("var survived = 1; throw new Exception();", output);
        Assert.DoesNotContain("broken", await Texts("bro|"));
        Assert.Contains("survived", await Texts("surv|"));
    }

    [Fact]
    public async Task TheCoursesLibraryIsOfferedAfterItsImportWithDocumentation()
    {
        File.Copy(Path.Combine(TemporaryCourse.Repository, "notebooks", "course.csx"), Path.Combine(folder, "course.csx"));
        await Execute("#!import course.csx");
        var completion = await Complete("#!import course.csx\r\nvar config = GptConfig.Shakes|");
        var item = Assert.Single(completion.Items, item => item.Text == "ShakespeareChar");
        Assert.NotEqual("", item.Documentation);
        Assert.Equal(44, completion.Start);
    }

    [Fact]
    public async Task ALineThatIsBeingWrittenSeesTheLinesAboveIt()
    {
        Assert.Contains("counter", await Texts("var counter = 1;\nfor (var i = 0; i < coun|; i++) { }\nvar y = 2;"));
        Assert.Contains("ToUpperInvariant", await Texts("var text = \"é😀\";\ntext.ToUp|"));
    }

    [Fact]
    public async Task NothingWaitsForARunningCell()
    {
        await Execute("var begun = 1;");
        using var stop = new CancellationTokenSource();
        var running = new TaskCompletionSource();
        output.Wrote = () => running.TrySetResult();
        var run = session.ExecuteAsync("Console.Write(1); while (true) { await Task.Delay(5); }", output, null, stop.Token);
        await running.Task;
        Assert.Contains("begun", await Texts("beg|"));
        Assert.NotNull(await Inspect("begun|"));
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();
        Assert.Equal(CellStatus.Abandoned, (await run).Status);
    }

    [Fact]
    public async Task InspectionTellsTypeSignatureAndDocumentation()
    {
        await Execute("/// <summary>Adds <paramref name=\"a\"/> to itself.</summary>\nint Twice(int a) => a + a;\nvar names = new List<string>();");
        var twice = await Inspect("Twi|ce(3)");
        Assert.Contains("int Twice(int a)", twice, StringComparison.Ordinal);
        Assert.Contains("Adds a to itself.", twice, StringComparison.Ordinal);
        Assert.Contains("List<string> names", await Inspect("names|"), StringComparison.Ordinal);
        Assert.Contains("Reports", await Inspect("\"a\".Index|Of(\"b\")"), StringComparison.Ordinal);
        Assert.Null(await session.InspectAsync("   ", 1));
    }

    [Fact]
    public async Task InsideAnArgumentListAllOverloadsAreTold()
    {
        var text = await Inspect("Math.Max(|");
        Assert.Contains("Math.Max(double val1, double val2)", text, StringComparison.Ordinal);
        Assert.Contains("Math.Max(int val1, int val2)", text, StringComparison.Ordinal);
        Assert.Contains("larger", text, StringComparison.Ordinal);
        Assert.Contains("StringBuilder(int capacity)", await Inspect("new StringBuilder(|"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APositionOutsideTheTextIsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.CompleteAsync("a", 2));

    [Theory]
    [InlineData("var a = 1;", CellCompletenessKind.Complete, "")]
    [InlineData("1 + 1", CellCompletenessKind.Complete, "")]
    [InlineData("#!import course.csx\nvar a = 1;", CellCompletenessKind.Complete, "")]
    [InlineData("", CellCompletenessKind.Complete, "")]
    [InlineData("for (var i = 0; i < 3; i++)\n{", CellCompletenessKind.Incomplete, "    ")]
    [InlineData("if (true)\n{\n    Console.Write(", CellCompletenessKind.Incomplete, "        ")]
    [InlineData("var text = \"\"\"\n  a", CellCompletenessKind.Incomplete, "  ")]
    [InlineData("var a = );", CellCompletenessKind.Invalid, "")]
    public void CompletenessIsAMatterOfSyntax(string code, CellCompletenessKind kind, string indent) =>
        Assert.Equal(new CellCompleteness(kind, indent), CSharpSession.CheckCompleteness(code));

    [Fact]
    public async Task ReadingAsksTheReaderOfTheCell()
    {
        var answers = new Queue<string?>(["Ada", "36", "x"]);
        output.Answer = () => answers.TryDequeue(out var answer) ? answer : null;
        await Execute("Console.Write(Console.ReadLine() + Console.In.ReadLine() + (char)Console.Read() + Console.Read() + (Console.ReadLine() ?? \"end\"));");
        Assert.Equal("Ada36x10end", output.Text);
    }

    [Fact]
    public async Task ACellThatWaitsForAnAnswerStopsWhenAsked()
    {
        using var never = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        output.Answer = () =>
        {
            stop.Cancel();
            never.Wait(TimeSpan.FromSeconds(30));
            return null;
        };
        var outcome = await session.ExecuteAsync("var kept = 1; Console.ReadLine();", output, null, stop.Token);
        Assert.Equal(CellStatus.Cancelled, outcome.Status);
        output.Answer = () => "again";
        Assert.Equal("again1", (await session.ExecuteAsync("Console.ReadLine() + kept", output)).Value?.PlainText);
        never.Set();
    }

    private async Task Execute(string code)
    {
        var outcome = await session.ExecuteAsync(code, output);
        Assert.True(outcome.Status == CellStatus.Finished, outcome.Error?.ToString());
    }

    private Task<CellCompletion> Complete(string marked) =>
        session.CompleteAsync(marked.Replace("|", "", StringComparison.Ordinal), marked.IndexOf('|', StringComparison.Ordinal));

    private async Task<string[]> Texts(string marked) => [.. (await Complete(marked)).Items.Select(item => item.Text)];

    private async Task<string?> Inspect(string marked) =>
        (await session.InspectAsync(marked.Replace("|", "", StringComparison.Ordinal), marked.IndexOf('|', StringComparison.Ordinal)))?.PlainText;
}
