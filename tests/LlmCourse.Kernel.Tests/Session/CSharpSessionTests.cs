using System.Collections.Immutable;
using System.Diagnostics;
using LlmCourse.Display;
using LlmCourse.Kernel.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Xunit;

namespace LlmCourse.Kernel.Tests.Session;

public sealed class CSharpSessionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("course-session-").FullName;
    private readonly RecordedOutput output = new();
    private readonly CSharpSession session;

    public CSharpSessionTests() => session = new CSharpSession(folder);

    public void Dispose()
    {
        session.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task StateIsSharedAndTheTrailingValueIsShown()
    {
        await Finish("var a = 40;\nint Twice(int x) => 2 * x;");
        Assert.Equal("84", await Value("Twice(a + 2)"));
        Assert.Null((await Finish("Twice(a);")).Value);
    }

    [Fact]
    public async Task TypesAndVariablesCanBeRedefined()
    {
        await Finish("record Point(int X); var p = new Point(1);");
        await Finish("record Point(int X, int Y); var p = new Point(1, 2);");
        Assert.Equal("3", await Value("p.X + p.Y"));
    }

    [Theory]
    [InlineData("int.TryParse(\"7\", out var seen);", "seen")]
    [InlineData("object box = 7; if (box is int seen) { }", "seen")]
    [InlineData("if ((object)7 is int seen) { }", "seen")]
    [InlineData("var (seen, other) = (7, 8);", "seen")]
    [InlineData("(int seen, int other) = (7, 8);", "seen")]
    [InlineData("int Seven() => 7;", "Seven()")]
    [InlineData("class Seven { public int Value => 7; }", "new Seven().Value")]
    [InlineData("enum Number { Seven = 7 }", "(int)Number.Seven")]
    [InlineData("using static System.Math;", "Max(7, 1)")]
    [InlineData("using Number = System.Int32;", "Number.Parse(\"7\")")]
    [InlineData("using System.Globalization;", "int.Parse(\"7\", CultureInfo.InvariantCulture)")]
    public async Task WhatACellDeclaresIsThereForLaterOnes(string declaration, string use)
    {
        await Finish("var first = 1;");
        await Finish(declaration);
        Assert.Equal("1", await Value("first"));
        Assert.Equal("7", await Value(use));
    }

    [Fact]
    public async Task ACellThatDeclaresNothingStillHasItsEffects()
    {
        await Finish("var number = 1; var list = new List<Func<int>>();");
        await Finish("number = 6; list.Add(() => number + 1);");
        await Fail("number++; list.Add(() => 3); throw new Exception();");
        await Finish("foreach (var i in new[] { 1, 2 }) { var inner = i; number += inner; }");
        Assert.Equal("11", await Value("list[0]()"));
        Assert.Equal("13", await Value("number + list.Count + 1"));
        Assert.Equal("CS0103", (await Fail("inner")).Name);
    }

    [Fact]
    public async Task AwaitWorksAtTheTopAndOutputAroundItIsLive()
    {
        var run = session.ExecuteAsync(
            "Console.WriteLine(\"before\"); await Task.Delay(2000); Console.WriteLine(\"after\"); 7", output);
        var clock = Stopwatch.StartNew();
        while (output.Text != "before\n" && clock.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(20);
        }

        Assert.Equal("before\n", output.Text);
        Assert.False(run.IsCompleted);
        Assert.Equal("7", (await run).Value?.PlainText);
        Assert.Equal("before\nafter\n", output.Text);
    }

    [Fact]
    public async Task OutputOfTasksThreadsAndStandardErrorBelongsToTheCell()
    {
        await Finish("""
            await Task.Run(() => Console.Write("task "));
            var t = new System.Threading.Thread(() => Console.Write("thread")); t.Start(); t.Join();
            Console.Error.Write("problem");
            """);
        Assert.Equal("task thread", output.Text);
        Assert.Equal("problem", output.ErrorText);
    }

    [Fact]
    public async Task ACompileErrorNamesCellLineAndSource()
    {
        var error = await Fail("var x = 1;\nvar y = x + z;\n");
        Assert.Equal("""
            cell 1, line 2: CS0103: The name 'z' does not exist in the current context
                var y = x + z;
            """, error.ToString());
    }

    [Fact]
    public async Task ARunTimeErrorNamesTheLineThatThrewAndTheWayToIt()
    {
        await Finish("int Half(int x)\n{\n    if (x % 2 != 0)\n    {\n        throw new ArgumentException($\"{x} is odd.\");\n    }\n    return x / 2;\n}");
        var error = await Fail("var a = Half(4);\n\nvar b = Half(5);");
        Assert.Equal("""
            cell 1, line 5: ArgumentException: 5 is odd.
                throw new ArgumentException($"{x} is odd.");
              at cell 2, line 3: var b = Half(5);
            """, error.ToString());
    }

    [Fact]
    public async Task AnErrorInsideTheRuntimeIsShownAtTheCellsLine()
    {
        var error = await Fail("var text = \"seven\";\nvar number = int.Parse(text);");
        Assert.Equal("FormatException", error.Name);
        Assert.Equal(("cell 1", 2, "var number = int.Parse(text);"), (error.Place, error.Line, error.SourceLine));
        Assert.DoesNotContain("Roslyn", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("CodeAnalysis", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnErrorAfterAnAwaitStillHasItsLine()
    {
        var error = await Fail("await Task.Delay(1);\nawait Task.Run(() =>\n{\n    throw new InvalidOperationException(\"late\");\n});");
        Assert.Equal(("cell 1", 4), (error.Place, error.Line));
    }

    [Fact]
    public async Task AfterAnErrorTheStateIsAsItWasByThen()
    {
        await Fail("var kept = 5;\nthrow new Exception();");
        Assert.Equal("5", await Value("kept"));
        await Fail("kept = ");
        Assert.Equal("5", await Value("kept"));
    }

    [Fact]
    public async Task TheCourseInsideIsTheCourseOutside()
    {
        WriteImport();
        await Finish("#!import course.csx");
        await Finish("Console.Write(typeof(LlmCourse.Display.Course).AssemblyQualifiedName + typeof(Course).Module.ModuleVersionId);");
        Assert.Equal(typeof(Course).AssemblyQualifiedName + typeof(Course).Module.ModuleVersionId, output.Text);
        await Finish("AppDomain.CurrentDomain.SetData(\"session-type\", typeof(Course));");
        Assert.Same(typeof(Course), AppDomain.CurrentDomain.GetData("session-type"));
    }

    [Fact]
    public async Task TensorsAndModulesAreReadable()
    {
        WriteImport();
        await Finish("#!import course.csx\nvar t = torch.ones(2, 2);");
        Assert.StartsWith("tensor [2, 2] Float32 on cpu", await Value("t"), StringComparison.Ordinal);
        Assert.Equal("(a tensor that has been disposed)", await Value("t.Dispose();\nt"));
        Assert.Contains("Linear", await Value("nn.Linear(2, 3)"), StringComparison.Ordinal);
        Assert.StartsWith("2 tensors", await Value("nn.Linear(2, 3).state_dict()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnImportAndCodeCanShareACell()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "helper.csx"), "int Answer() => 42;");
        Assert.Equal("42", await Value("// first the helper\n#!import helper.csx\n\nAnswer()"));
        Assert.Equal("42", await Value("#load \"helper.csx\"\nAnswer()"));
    }

    [Fact]
    public async Task WhatALoadedFileDeclaresIsThereForLaterCells()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "helper.csx"), "using System.Globalization;\nint Answer() => 42;");
        await Finish("var first = 1;");
        await Finish("#load \"helper.csx\"");
        Assert.Equal("43", await Value("Answer() + first"));
    }

    [Fact]
    public async Task AForeignLibraryIsFoundRelativeToTheNotebooksFolder()
    {
        var library = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "lib")).FullName, "Foreign.dll");
        Compile("namespace Foreign; public static class Greeting { public static string Word => \"hello\"; }", library);
        using var notebook = new CSharpSession(Directory.CreateDirectory(Path.Combine(folder, "notebooks")).FullName);
        Assert.Equal("hello", (await notebook.ExecuteAsync("#r \"../lib/Foreign.dll\"\nForeign.Greeting.Word", output)).Value?.PlainText);
        Assert.Equal("5", (await notebook.ExecuteAsync("Foreign.Greeting.Word.Length", output)).Value?.PlainText);
        var missing = await notebook.ExecuteAsync("#r \"../lib/Other.dll\"", output);
        Assert.Contains("The path is relative to the notebook's folder", missing.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingImportIsASentence()
    {
        var error = await Fail("#!import nowhere.csx");
        Assert.Equal($"cell 1, line 1: ImportError: The file 'nowhere.csx' does not exist in the notebook's folder, {folder}.\n    #!import nowhere.csx", error.ToString());
    }

    [Fact]
    public async Task AnErrorInAnImportNamesTheFileAndItsLine()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.csx"), "int a = 1;\nint b = c;");
        var error = await Fail("#!import bad.csx");
        Assert.Equal(("bad.csx", 2, "int b = c;"), (error.Place, error.Line, error.SourceLine));
    }

    [Fact]
    public async Task MagicsOfOtherHostsAreExplained()
    {
        Assert.Equal(
            "'#!share x --from fsharp' is no line of the course's dialect; only '#!import file.csx' is, and it must come first in the cell.",
            (await Fail("var a = 1;\n#!share x --from fsharp")).Message);
    }

    [Fact]
    public async Task WhatACellShowsArrivesWithItsIdAndIsUpdatedUnderIt()
    {
        WriteImport();
        await Finish("#!import course.csx");
        await Finish("""
            class Note(string text) : IShowable { public MimeBundle ToMimeBundle() => new(text); }
            var id = DisplayHost.Show(new Note("one"));
            DisplayHost.Update(new Note("two"), id);
            """);
        var shown = output.Shown.ToArray();
        Assert.Equal(["show", "update"], shown.Select(s => s.Action));
        Assert.Equal(["one", "two"], shown.Select(s => s.Text));
        Assert.Equal(shown[0].Id, shown[1].Id);
        Assert.Equal("three", await Value("new Note(\"three\")"));
    }

    [Fact]
    public async Task AValueThatCannotBeShownSaysSo()
    {
        await Finish("class Sulky { public override string ToString() => throw new InvalidOperationException(\"no\"); }");
        Assert.NotNull(await Value("new Sulky()"));
        await Finish("class Worse : IFormattable { public string ToString(string f, IFormatProvider p) => throw new InvalidOperationException(\"no\"); }");
        Assert.NotNull(await Value("new Worse()"));
        Assert.Equal("[ 1, 2, 3 ]", await Value("new[] { 1, 2, 3 }"));
        Assert.Equal("1.5", await Value("1.5"));
        Assert.Equal("a\nb", await Value("\"a\\nb\""));
    }

    [Fact]
    public async Task AResultOfManyMegabytesIsCutWithANotice()
    {
        var text = await Value("new string('x', 50_000_000)");
        Assert.Equal(new string('x', 1_000_000) + "\n(and 49000000 more characters, which are not shown)", text);
    }

    [Fact]
    public async Task DeepAndCircularObjectsAreShownInBounds()
    {
        await Finish("class Link { public Link Next { get; set; } public Link Self => this; }\nLink link = null; for (var i = 0; i < 100_000; i++) link = new Link { Next = link };");
        Assert.InRange((await Value("link"))!.Length, 1, 100_000);
    }

    [Fact]
    public async Task AUsingVariableAtTheTopIsExplainedAndABlockWorks()
    {
        Assert.Equal(
            "'using var' at the top of a cell is not part of C# scripts; use a block, as in 'using (var x = …) { … }'.",
            (await Fail("using var s = new System.IO.MemoryStream();")).Message);
        Assert.Equal("1", await Value("var length = 0L;\nusing (var s = new System.IO.MemoryStream()) { s.WriteByte(1); length = s.Length; }\nlength"));
    }

    [Theory]
    [InlineData("while (!stop) { }")]
    [InlineData("System.Threading.Thread.Sleep(3000);")]
    public async Task ABusyOrSleepingCellIsAbandonedAndTheSessionGoesOn(string code)
    {
        await Finish("var kept = 3; var stop = false;");
        using var cancel = new CancellationTokenSource();
        output.Wrote = cancel.Cancel;
        var outcome = await session.ExecuteAsync($"Console.Write(\"begun\"); {code}", output, null, cancel.Token);
        Assert.Equal(CellStatus.Abandoned, outcome.Status);
        Assert.Equal("3", await Value("stop = true;\nkept"));
    }

    [Fact]
    public async Task ACellThatListensStopsWhenAsked()
    {
        WriteImport();
        await Finish("#!import course.csx\nvar steps = 0;");
        using var stop = new CancellationTokenSource();
        output.Wrote = stop.Cancel;
        var outcome = await session.ExecuteAsync(
            "Console.Write(\"begun\"); while (true) { DisplayHost.Cancellation.ThrowIfCancellationRequested(); await Task.Delay(10); steps++; }", output, null, stop.Token);
        Assert.Equal(CellStatus.Cancelled, outcome.Status);
        Assert.Equal("cell 2: Interrupted: The cell was stopped.", outcome.Error?.ToString());
        Assert.Equal("True", await Value("steps >= 0"));
    }

    [Fact]
    public async Task ACellThatDoesNotListenIsAbandonedWithinSecondsAndTheStateStays()
    {
        await Finish("var kept = 3; var stop = false;");
        using var cancel = new CancellationTokenSource();
        var clock = new Stopwatch();
        output.Wrote = () =>
        {
            clock.Start();
            cancel.Cancel();
        };
        var outcome = await session.ExecuteAsync("Console.Write(\"begun\"); while (!stop) { System.Threading.Thread.Sleep(10); }\nConsole.Write(\"late\"); var kept = 9;", output, null, cancel.Token);
        Assert.Equal(CellStatus.Abandoned, outcome.Status);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.99, 10);
        await Finish("stop = true; await Task.Delay(100);");
        Assert.Equal("3", await Value("kept"));
        Assert.Equal("begun", output.Text);
    }

    [Fact]
    public void UnbuiltTheImportSaysWhatToRunUnderAnyHostOfRoslynScripts()
    {
        WriteImport();
        var error = CompileImport(folder).First(d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("CS0006", error.Id);
        Assert.Contains("run 'dotnet build course.sln' first", error.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void BuiltTheImportIsFoundUnderAnyHostOfRoslynScripts() =>
        Assert.DoesNotContain(CompileImport(Path.Combine(TemporaryCourse.Repository, "notebooks")), d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Compiles the import as .NET Interactive does: by plain Roslyn, which knows nothing of this program's own assemblies.</summary>
    private static ImmutableArray<Diagnostic> CompileImport(string notebooks)
    {
        var options = ScriptOptions.Default.WithReferences(ReferenceResolver.Framework)
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(notebooks));
        return CSharpScript.Create(File.ReadAllText(Path.Combine(notebooks, "course.csx")), options).Compile();
    }

    private static void Compile(string code, string file)
    {
        var compiled = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(file),
            [CSharpSyntaxTree.ParseText(code)],
            ReferenceResolver.Framework,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(file);
        Assert.True(compiled.Success, string.Join('\n', compiled.Diagnostics));
    }

    private void WriteImport()
    {
        // The paths do not exist here on purpose: the program's own assemblies are taken.
        File.WriteAllText(Path.Combine(folder, "course.csx"), File.ReadAllText(Path.Combine(TemporaryCourse.Repository, "notebooks", "course.csx")));
    }

    private async Task<CellOutcome> Finish(string code)
    {
        var outcome = await session.ExecuteAsync(code, output);
        Assert.True(outcome.Status == CellStatus.Finished, outcome.Error?.ToString());
        return outcome;
    }

    private async Task<string?> Value(string code) => (await Finish(code)).Value?.PlainText;

    private async Task<CellError> Fail(string code)
    {
        var outcome = await session.ExecuteAsync(code, output);
        Assert.Equal(CellStatus.Failed, outcome.Status);
        return outcome.Error!;
    }
}
