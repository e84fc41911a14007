using System.Runtime.InteropServices;
using System.Text.Json;

namespace LlmCourse.Kernel.Session;

/// <summary>The files of a set of packages and of all that they need, for the machine at hand.</summary>
/// <param name="Assemblies">The managed libraries.</param>
/// <param name="Natives">The native libraries.</param>
internal sealed record RestoredPackages(IReadOnlyList<string> Assemblies, IReadOnlyList<string> Natives)
{
    /// <summary>Whether all files are still there.</summary>
    public bool AreComplete => Assemblies.Concat(Natives).All(File.Exists);

    /// <summary>Reads what the SDK wrote when it restored them.</summary>
    public static RestoredPackages Read(string assetsFile)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(assetsFile));
        var root = json.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var target = root.GetProperty("targets").EnumerateObject()
            .Single(t => t.Name.EndsWith("/" + RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal)).Value;
        var libraries = root.GetProperty("libraries");

        List<string> FilesOf(string kind) =>
            [.. from package in target.EnumerateObject()
                where package.Value.TryGetProperty(kind, out _)
                let path = libraries.GetProperty(package.Name).GetProperty("path").GetString()!
                from file in package.Value.GetProperty(kind).EnumerateObject()
                where Path.GetFileName(file.Name) != "_._"
                select Find(folders, Path.Combine(path, file.Name))];

        return new RestoredPackages(FilesOf("runtime"), FilesOf("native"));
    }

    private static string Find(List<string> folders, string file) =>
        folders.Select(folder => Path.GetFullPath(Path.Combine(folder, file))).FirstOrDefault(File.Exists) ?? Path.GetFullPath(Path.Combine(folders[0], file));
}
