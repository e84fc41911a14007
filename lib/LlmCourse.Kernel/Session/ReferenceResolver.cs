using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace LlmCourse.Kernel.Session;

/// <summary>
/// Finds the file behind <c>#r "path.dll"</c>, relative to the notebook's folder. An assembly that this program itself
/// has is taken from the program, whatever the path: a cell's <c>LlmCourse.Display.Course</c> is then the program's own.
/// </summary>
internal sealed class ReferenceResolver(string folder, InteractiveAssemblyLoader loader) : MetadataReferenceResolver
{
    private static readonly Dictionary<string, string> OwnAssemblies = FindOwnAssemblies();

    private readonly ConcurrentDictionary<string, PortableExecutableReference> known = new();

    /// <summary>References to the .NET runtime's own libraries.</summary>
    public static IEnumerable<MetadataReference> Framework { get; } = FindFramework();

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var name = Path.GetFileNameWithoutExtension(reference);
        if (OwnAssemblies.TryGetValue(name, out var own))
        {
            return [known.GetOrAdd(own, LoadOwn)];
        }

        var path = Path.GetFullPath(reference, folder);
        return File.Exists(path) ? [known.GetOrAdd(path, p => MetadataReference.CreateFromFile(p, properties))] : [];
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private PortableExecutableReference LoadOwn(string path)
    {
        var assembly = Assembly.Load(AssemblyName.GetAssemblyName(path));
        loader.RegisterDependency(assembly);
        return MetadataReference.CreateFromFile(path);
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
        [.. TrustedAssemblies.Where(path => Path.GetDirectoryName(path) == FrameworkFolder)
            .Select(path => MetadataReference.CreateFromFile(path))];
}
