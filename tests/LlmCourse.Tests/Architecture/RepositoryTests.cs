using System.Text;
using System.Text.RegularExpressions;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Architecture;

public partial class RepositoryTests
{
    private static readonly string[] TopLevel =
    [
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "LICENSE", "README.md",
        "course.sln", "datasets", "global.json", "lib", "notebooks", "tests",
    ];

    [SkippableFact]
    public void NothingElseLiesAtTheTopLevel()
    {
        var entries = TopLevelEntries();
        Assert.Empty(entries.Except(TopLevel));
    }

    [SkippableFact]
    public void NothingIsMissingAtTheTopLevel()
    {
        var entries = TopLevelEntries();
        Skip.IfNot(entries.Contains("README.md"), "There is no README.md yet.");
        Assert.Empty(TopLevel.Except(entries));
    }

    [SkippableFact]
    public void NoBuildOutputIsUnderVersionControl()
    {
        Skip.If(Repository.Tracked is null, Repository.NoGit);
        Assert.DoesNotContain(Repository.Tracked, file => BuildOutput().IsMatch(file));
    }

    [SkippableFact]
    public void NoFileKnowsTheMachineThatItWasWrittenOn()
    {
        Skip.If(Repository.Tracked is null, Repository.NoGit);
        var here = CourseFolders.Root.Replace('\\', '/') + "/";
        here = here.Count(letter => letter == '/') > 2 ? here : "\0"; // one folder alone may well be named in a text
        var wrong =
            from file in Repository.Tracked
            let text = TextOf(file)
            where text is not null
            from found in MachinePath().Matches(text).Select(match => match.Value).Concat(text.Contains(here, StringComparison.Ordinal) ? [here] : [])
            select $"{file}: {found}";
        Assert.Empty(wrong);
    }

    [SkippableFact]
    public void NoFileTellsHowItWasMade()
    {
        Skip.If(Repository.Tracked is null, Repository.NoGit);
        var wrong =
            from file in Repository.Tracked
            let text = TextOf(file)
            where text is not null
            from found in MakersNote().Matches(text).Select(match => match.Value)
            select $"{file}: {found}";
        Assert.Empty(wrong);
    }

    [SkippableFact]
    public void AllTextEndsItsLinesAsUnixDoes()
    {
        Skip.If(Repository.Tracked is null, Repository.NoGit);
        Skip.If(OperatingSystem.IsWindows(), "git may convert line ends there.");
        Assert.DoesNotContain(Repository.Tracked, file => TextOf(file)?.Contains('\r') == true);
    }

    [Fact]
    public void TheSolutionHoldsEveryProjectInOneConfiguration()
    {
        var solution = File.ReadAllText(Repository.PathOf("course.sln"));
        string[] folders = ["lib", "tests"];
        foreach (var project in folders.SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories)))
        {
            var path = Path.GetRelativePath(CourseFolders.Root, project).Replace('/', '\\');
            var id = Regex.Match(solution, $@"""{Regex.Escape(path)}"", ""(\{{[0-9A-F-]+\}})""").Groups[1].Value;
            Assert.True(id.Length > 0, $"{path} is not in course.sln.");
            Assert.Contains($"{id}.Release|Any CPU.Build.0 = Release|Any CPU", solution, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Debug|", solution, StringComparison.Ordinal);
        Assert.DoesNotContain("|x64", solution, StringComparison.Ordinal);
    }

    private static List<string> TopLevelEntries()
    {
        Skip.If(Repository.Tracked is null, Repository.NoGit);
        return [.. Repository.Tracked.Select(file => file.Split('/')[0]).Where(entry => !entry.StartsWith('.')).Distinct()];
    }

    /// <summary>The text of a file; null where it is no text, or deleted but not yet committed so.</summary>
    private static string? TextOf(string file)
    {
        var path = Repository.PathOf(file);
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        return bytes.Length == 0 || bytes.AsSpan(0, Math.Min(bytes.Length, 8000)).Contains((byte)0) ? null : Encoding.UTF8.GetString(bytes);
    }

    [GeneratedRegex(@"(^|/)(bin|obj|artifacts|TestResults|\.ipynb_checkpoints)/|\.(dll|so|dylib|pdb|nupkg|user)$")]
    private static partial Regex BuildOutput();

    // Home folders (but Ada's, who is our example), working folders of containers, and hosts that only an inner network knows.
    [GeneratedRegex(@"(?<![\w.~>*}\])-])/(home|Users|root|work|workspace|builds)/(?!ada\b)\w[\w.-]*|\b[A-Z]:[\\/]+Users[\\/]+(?!Ada\b)\w+|https?://[\w.-]+\.(internal|local|lan|corp)\b[^\s""]*|https?://(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d[^\s""]*")]
    private static partial Regex MachinePath();

    // Words about the making of a file instead of the file.
    [GeneratedRegex(@"\b(sub-?agents?|work ?trees?|co-authored-b[y]|generated (by|with) (an? )?(AI|LLM|assistant))\b|(?<!\w)(see|for|from|in|of) issue #?\d+", RegexOptions.IgnoreCase)]
    private static partial Regex MakersNote();
}
