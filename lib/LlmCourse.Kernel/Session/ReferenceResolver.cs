using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace LlmCourse.Kernel.Session;

/// <summary>
/// Finds the file behind <c>#r "path.dll"</c>, relative to the notebook's folder. An assembly that this program itself
/// has is taken from the program, whatever the path: a cell's <c>LlmCourse.Display.Course</c> is then the program's own.
/// Without a loader nothing is loaded: so the editor's services may look at code that nobody has run.
/// </summary>
internal sealed class ReferenceResolver(string folder, InteractiveAssemblyLoader? loader) : MetadataReferenceResolver
{
    private static readonly Dictionary<string, string> OwnAssemblies = FindOwnAssemblies();

    private readonly ConcurrentDictionary<string, PortableExecutableReference> known = new();

    /// <summary>References to the .NET runtime's own libraries.</summary>
    public static IEnumerable<MetadataReference> Framework { get; } = FindFramework();

    /// <summary>
    /// The same libraries to compile against, with their documentation; where no SDK is installed, those of <see cref="Framework"/>.
    /// </summary>
    public static IEnumerable<MetadataReference> DocumentedFramework { get; } = FindDocumentedFramework();

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var name = Path.GetFileNameWithoutExtension(reference);
        if (OwnAssemblies.TryGetValue(name, out var own))
        {
            return [known.GetOrAdd(own, path => LoadOwn(path, loader))];
        }

        var path = Path.GetFullPath(reference, folder);
        return File.Exists(path) ? [known.GetOrAdd(path, DocumentedReference.Create)] : [];
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>Whether the .NET runtime has a library of this file's name.</summary>
    public static bool IsFramework(string path) => File.Exists(Path.Combine(FrameworkFolder, Path.GetFileName(path)));

    /// <summary>A reference to this program's own library of the file's name; null where it has none.</summary>
    public static MetadataReference? TryLoadOwn(string path, InteractiveAssemblyLoader loader) =>
        OwnAssemblies.TryGetValue(Path.GetFileNameWithoutExtension(path), out var own) ? LoadOwn(own, loader) : null;

    private static PortableExecutableReference LoadOwn(string path, InteractiveAssemblyLoader? loader)
    {
        loader?.RegisterDependency(Assembly.Load(AssemblyName.GetAssemblyName(path)));
        return DocumentedReference.Create(path);
    }

    private static string FrameworkFolder => Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static IEnumerable<string> TrustedAssemblies =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> FindOwnAssemblies() =>
        TrustedAssemblies.Where(path => Path.GetDirectoryName(path) != FrameworkFolder)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path)!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);

    private static MetadataReference[] FindFramework() =>
        [.. TrustedAssemblies.Where(path => Path.GetDirectoryName(path) == FrameworkFolder).Select(MetadataOf)];

    /// <summary>A reference that keeps a library's metadata and leaves its code, four fifths of the file, on the disk.</summary>
    private static PortableExecutableReference MetadataOf(string path) =>
        AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata))
            .GetReference(filePath: path, display: path);

    /// <summary>An SDK keeps the libraries' public faces and their documentation in <c>packs</c>, beside <c>shared</c>.</summary>
    private static IEnumerable<MetadataReference> FindDocumentedFramework()
    {
        var pack = Path.Combine(FrameworkFolder, "../../../packs/Microsoft.NETCore.App.Ref");
        var version = Environment.Version;
        var newest = !Directory.Exists(pack) ? null
            : Directory.GetDirectories(pack, $"{version.Major}.{version.Minor}.*").Order(StringComparer.Ordinal).LastOrDefault();
        var faces = newest is null ? "" : Path.GetFullPath(Path.Combine(newest, "ref", $"net{version.Major}.{version.Minor}"));
        return Directory.Exists(faces) ? [.. Directory.GetFiles(faces, "*.dll").Select(DocumentedReference.Create)] : Framework;
    }
}
