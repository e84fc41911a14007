using LlmCourse.Kernel.Session;
using Xunit;

namespace LlmCourse.Kernel.Tests.Session;

public sealed class PackageTests : IDisposable
{
    private const string Offline = "The package source cannot be reached, and the package is not in the cache.";

    private readonly string folder = Directory.CreateTempSubdirectory("course-packages-").FullName;
    private readonly RecordedOutput output = new();
    private readonly CSharpSession session;

    public PackageTests() => session = new CSharpSession(folder);

    public void Dispose()
    {
        session.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public async Task APackageIsRestoredAndItsTypesAreThereInThisAndLaterCells()
    {
        Assert.Equal("2024-02-29", (await Finish("#r \"nuget: NodaTime, 3.3.4\"\nusing NodaTime;\nnew LocalDate(2024, 2, 28).PlusDays(1).ToString(\"yyyy-MM-dd\", null)")).Value?.PlainText);
        Assert.Equal("366", (await Finish("NodaTime.CalendarSystem.Iso.GetDaysInYear(2024)")).Value?.PlainText);
        var completion = await session.CompleteAsync("LocalDate.From", 14);
        Assert.Contains(completion.Items, item => item.Text == "FromDateTime");
    }

    [SkippableFact]
    public async Task TheSecondTimeNothingIsRestored()
    {
        await Finish("#r \"nuget: NodaTime, 3.3.4\"");
        using var second = new CSharpSession(folder);
        var quiet = new RecordedOutput();
        var outcome = await second.ExecuteAsync("#r \"nuget: NodaTime, 3.3.4\"\nNodaTime.Duration.FromHours(2).TotalMinutes", quiet);
        Assert.Equal("120", outcome.Value?.PlainText);
        Assert.Equal("", quiet.Text);
    }

    [SkippableFact]
    public async Task NativeLibrariesOfAPackageAreFound()
    {
        await Finish("#r \"nuget: SQLitePCLRaw.bundle_e_sqlite3, 2.1.13\"");
        await Finish("SQLitePCL.Batteries.Init();");
        Assert.StartsWith("3.", (await Finish("SQLitePCL.raw.sqlite3_libversion().utf8_to_string()")).Value?.PlainText, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task APackageOrVersionThatDoesNotExistIsASentence()
    {
        var name = await Fail("#r \"nuget: LlmCourse.There.Is.No.Such.Package, 1.0.0\"");
        Assert.Contains("LlmCourse.There.Is.No.Such.Package", name.Message, StringComparison.Ordinal);
        Assert.Contains("No package source has", name.Message, StringComparison.Ordinal);
        var version = await Fail("\n#r \"nuget: NodaTime, 3.1.9999\"");
        Assert.Equal(("cell 2", 2), (version.Place, version.Line));
        Assert.Contains("a version that no package source has", version.Message, StringComparison.Ordinal);
        Assert.Contains("the nearest one is ", version.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task AnotherVersionOfAPackageInUseIsRefused()
    {
        await Finish("#r \"nuget: NodaTime, 3.3.4\"");
        await Finish("#r \"nuget: NodaTime, 3.3.4\"");
        Assert.Equal(
            "NodaTime 3.3.4 is already in use in this session, so 3.3.3 cannot be; restart the kernel to change the version.",
            (await Fail("#r \"nuget: NodaTime, 3.3.3\"")).Message);
    }

    [Fact]
    public async Task APackageWithoutAVersionIsRefused()
    {
        Assert.Equal(
            "The package NodaTime is asked for without a version; write one, as in #r \"nuget: NodaTime, 1.2.3\", so that the notebook does the same next year.",
            (await Fail("#r \"nuget: NodaTime\"")).Message);
        Assert.StartsWith("'#r \"nuget: a<b, 1.*\"' does not name a package", (await Fail("#r \"nuget: a<b, 1.*\"")).Message, StringComparison.Ordinal);
    }

    private async Task<CellOutcome> Finish(string code)
    {
        var outcome = await session.ExecuteAsync(code, output);
        Skip.If(outcome.Error?.Message.Contains("cannot be reached", StringComparison.Ordinal) == true, Offline);
        Assert.True(outcome.Status == CellStatus.Finished, outcome.Error?.ToString());
        return outcome;
    }

    private async Task<CellError> Fail(string code)
    {
        var outcome = await session.ExecuteAsync(code, output);
        Skip.If(outcome.Error?.Message.Contains("cannot be reached", StringComparison.Ordinal) == true, Offline);
        Assert.Equal(CellStatus.Failed, outcome.Status);
        return outcome.Error!;
    }
}
