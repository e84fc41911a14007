using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using LlmCourse.Model;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Architecture;

/// <summary>The rooms of the library and the doors between them: knowledge flows in one direction.</summary>
public partial class RoomTests
{
    /// <summary>What each room may use; the first, Runtime, is open to all others.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Runtime"] = [],
        ["Tokenization"] = [],
        ["Data"] = ["Tokenization"],
        ["Model"] = [],
        ["Interpretation"] = ["Model"],
        ["Training"] = ["Data", "Model"],
        ["Generation"] = ["Tokenization", "Model"],
        ["Evaluation"] = ["Data", "Generation", "Tokenization", "Model"],
        ["Scaling"] = ["Model"],
        ["Alignment"] = ["Training", "Data", "Generation", "Tokenization", "Model"],
        ["Reasoning"] = ["Generation", "Evaluation"],
        ["Pipeline"] = ["Alignment", "Training", "Data", "Evaluation", "Scaling", "Generation", "Tokenization", "Model"],
    };

    [Fact]
    public void EveryFileLiesInARoom()
    {
        var rooms = Repository.Sources("lib/LlmCourse").Select(RoomOf).Distinct();
        Assert.Empty(rooms.Except(MayUse.Keys));
    }

    [Fact]
    public void ARoomUsesOnlyTheRoomsBelowIt()
    {
        var wrong =
            from file in Repository.Sources("lib/LlmCourse")
            let room = RoomOf(file)
            from used in UsedRooms(file)
            where used != room && used != "Runtime" && !MayUse[room].Contains(used)
            select $"{room} uses {used} in {Path.GetFileName(file)}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void TheTableOfRoomsHasNoCircle()
    {
        foreach (var room in MayUse.Keys)
        {
            Assert.DoesNotContain(room, Reach(room));
        }

        static HashSet<string> Reach(string room) => [.. MayUse[room].SelectMany(used => Reach(used).Append(used))];
    }

    [Fact]
    public void TheLibraryKnowsNeitherTheDisplayNorTheKernel()
    {
        var references = typeof(Gpt).Assembly.GetReferencedAssemblies().Select(reference => reference.Name);
        Assert.Empty(references.Intersect(["LlmCourse.Display", "course", "Plotly.NET"]));
        Assert.DoesNotContain("ProjectReference", File.ReadAllText(Repository.PathOf("lib/LlmCourse/LlmCourse.csproj")), StringComparison.Ordinal);
    }

    [Fact]
    public void TheDisplayKnowsNeitherTensorsNorTheLibrary()
    {
        var project = File.ReadAllText(Repository.PathOf("lib/LlmCourse.Display/LlmCourse.Display.csproj"));
        Assert.DoesNotContain("TorchSharp", project, StringComparison.Ordinal);
        Assert.DoesNotContain("ProjectReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain(Repository.Sources("lib/LlmCourse.Display"), file => ForeignUsing().IsMatch(File.ReadAllText(file)));
    }

    [SkippableFact]
    public void TheBuiltDisplayReferencesNeitherTensorsNorTheLibrary()
    {
        var path = AppContext.BaseDirectory.Replace("LlmCourse.Tests", "LlmCourse.Display", StringComparison.Ordinal) + "LlmCourse.Display.dll";
        Skip.IfNot(File.Exists(path), "LlmCourse.Display is not built.");
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));
        Assert.Empty(references.Intersect(["TorchSharp", "LlmCourse", "course"]));
    }

    [Fact]
    public void OnlyTestsSeeTheInsidesOfALibrary()
    {
        foreach (var project in Directory.EnumerateFiles(Repository.PathOf("lib"), "*.csproj", SearchOption.AllDirectories))
        {
            Assert.DoesNotMatch(@"<InternalsVisibleTo Include=""[^""]*(?<!\.Tests)""", File.ReadAllText(project));
        }
    }

    [Fact]
    public void EveryTypeLiesInAFileOfItsName()
    {
        var wrong =
            from file in Directory.EnumerateFiles(Repository.PathOf("lib"), "*.cs", SearchOption.AllDirectories)
            let types = TopLevelType().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value).ToList()
            where types.Count > 1 || (types.Count == 1 && types[0] != Path.GetFileName(file).Split('.')[0])
            select $"{Path.GetFileName(file)} declares {string.Join(", ", types)}";
        Assert.Empty(wrong);
    }

    private static string RoomOf(string file) =>
        Path.GetRelativePath(Path.Combine(CourseFolders.Root, "lib", "LlmCourse"), file).Split(Path.DirectorySeparatorChar)[0];

    private static IEnumerable<string> UsedRooms(string file) =>
        from line in File.ReadLines(file)
        where !line.StartsWith("namespace ", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from match in RoomName().Matches(line)
        select match.Groups["room"].Value;

    [GeneratedRegex(@"\bLlmCourse\.(?<room>[A-Z]\w*)")]
    private static partial Regex RoomName();

    [GeneratedRegex(@"^\s*(global )?using\s[^;(]*\b(TorchSharp|LlmCourse\.(?!Display\b))", RegexOptions.Multiline)]
    private static partial Regex ForeignUsing();

    [GeneratedRegex(@"^(public|internal) ([a-z]+ )*(class|struct|interface|enum|record) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
