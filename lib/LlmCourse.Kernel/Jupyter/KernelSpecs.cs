using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmCourse.Kernel.Running;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Jupyter;

/// <summary>
/// The kernelspecs in one of Jupyter's data folders: a folder with a <c>kernel.json</c> for each name. Those that are not the
/// course's are never touched.
/// </summary>
/// <param name="data">The data folder.</param>
internal sealed partial class KernelSpecs(string data)
{
    /// <summary>The name under which the kernel is installed.</summary>
    public const string Name = "llm-course-csharp";

    /// <summary>
    /// The name that the chapters' metadata has, that of Polyglot Notebooks' kernel. Where that one is not installed, ours takes
    /// its place, and Jupyter opens the chapters without asking for a kernel.
    /// </summary>
    public const string ChapterName = ".net-csharp";

    private const string Mark = "llm_course";
    private const string CreatedFolders = "created_folders";

    private string Folder => Path.Combine(data, "kernels");

    /// <summary>The names of the course's kernelspecs in this folder, and the file of each.</summary>
    public IEnumerable<(string Name, string File)> Ours => !Directory.Exists(Folder) ? []
        : Directory.GetDirectories(Folder).Where(folder => ReadMark(folder) is not null).Order(StringComparer.Ordinal)
            .Select(folder => (Path.GetFileName(folder), SpecFile(folder)));

    /// <summary>True when this folder has a kernelspec of this name, ours or another's.</summary>
    public bool Has(string name) => File.Exists(SpecFile(Path.Combine(Folder, name)));

    /// <summary>Writes the kernelspec under a name, or renews ours, and returns its file.</summary>
    /// <exception cref="UsageException">The name is none, belongs to another, or the folder cannot be written.</exception>
    public string Install(string name, string displayName)
    {
        if (!NameForm().IsMatch(name))
        {
            throw new UsageException($"'{name}' is no name for a kernel; it may have letters, digits, dots, underscores and hyphens.");
        }

        var folder = Path.Combine(Folder, name);
        var mark = ReadMark(folder);
        if (mark is null && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new UsageException($"{folder} is a kernelspec that the course did not write, and is left as it is; choose another name with --name.");
        }

        var created = MissingFolders(folder).Concat(mark?[CreatedFolders]?.AsArray().Select(path => (string)path!) ?? []).Distinct();
        var (program, arguments) = OwnProgram.Command;
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray([.. new[] { program }.Concat(arguments).Concat(["kernel", "run", "{connection_file}"]).Select(word => (JsonNode)word)]),
            ["display_name"] = displayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject
            {
                ["debugger"] = false,
                [Mark] = new JsonObject { [CreatedFolders] = new JsonArray([.. created.Select(path => (JsonNode)path)]) },
            },
        };
        try
        {
            AtomicFile.WriteText(SpecFile(folder), spec.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The kernel could not be installed: {problem.Message}");
        }

        return SpecFile(folder);
    }

    /// <summary>Removes our kernelspec of this name, and the folders that its installation made and that are empty now.</summary>
    /// <exception cref="UsageException">There is none of this name, or it is not ours.</exception>
    public void Uninstall(string name)
    {
        var folder = Path.Combine(Folder, name);
        var mark = ReadMark(folder) ?? throw new UsageException(
            Has(name) ? $"{folder} is a kernelspec that the course did not write, and is left as it is." : $"There is no kernel '{name}' in {Folder}.");
        File.Delete(SpecFile(folder));
        var created = mark[CreatedFolders]?.AsArray().Select(path => (string)path!) ?? [];
        foreach (var path in created.Prepend(folder).Distinct().OrderByDescending(path => path.Length))
        {
            if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
            {
                Directory.Delete(path);
            }
        }

        HandOver([.. created.Where(Directory.Exists)]);
    }

    /// <summary>Folders that still hold another kernelspec of ours are that one's to remove.</summary>
    private void HandOver(string[] created)
    {
        if (created.Length > 0 && Ours.FirstOrDefault().File is { } heir)
        {
            var spec = JsonNode.Parse(File.ReadAllText(heir))!;
            var mark = spec["metadata"]![Mark]!;
            var all = (mark[CreatedFolders]?.AsArray().Select(path => (string)path!) ?? []).Union(created);
            mark[CreatedFolders] = new JsonArray([.. all.Select(path => (JsonNode)path)]);
            AtomicFile.WriteText(heir, spec.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }
    }

    private static string SpecFile(string folder) => Path.Combine(folder, "kernel.json");

    private static IEnumerable<string> MissingFolders(string folder)
    {
        for (var path = folder; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            yield return path;
        }
    }

    /// <summary>What marks a kernelspec as the course's; null where it is another's, or none.</summary>
    private static JsonObject? ReadMark(string folder)
    {
        try
        {
            return File.Exists(SpecFile(folder))
                ? (JsonNode.Parse(File.ReadAllText(SpecFile(folder))) as JsonObject)?["metadata"] is JsonObject metadata ? metadata[Mark] as JsonObject : null
                : null;
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // whatever it is, it is not ours
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]*\z|^\.[A-Za-z0-9_-][A-Za-z0-9._-]*\z")]
    private static partial Regex NameForm();
}
