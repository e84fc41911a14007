using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace LlmCourse.Kernel.Session;

/// <summary>The packages that a session's cells asked for: what they refer to, and where their native libraries lie.</summary>
internal sealed class SessionPackages : IDisposable
{
    private readonly InteractiveAssemblyLoader loader;
    private readonly List<PackageRequest> requests = [];
    private readonly Dictionary<string, MetadataReference> known = [];
    private readonly ConcurrentDictionary<string, string> natives = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> assemblies = new();
    private readonly ConcurrentDictionary<AssemblyLoadContext, bool> contexts = new();

    public SessionPackages(InteractiveAssemblyLoader loader)
    {
        this.loader = loader;
        AppDomain.CurrentDomain.AssemblyLoad += WatchNatives;
    }

    /// <summary>References to all libraries of the packages; those that this program has itself are the program's own.</summary>
    public IReadOnlyList<MetadataReference> References { get; private set; } = [];

    /// <summary>Restores one more package, together with the earlier ones.</summary>
    /// <exception cref="PackageException">It cannot be had, or another version of it is in use.</exception>
    public async Task AddAsync(PackageRequest package, Action<string> progress, CancellationToken cancellation)
    {
        if (requests.Find(r => r.Name.Equals(package.Name, StringComparison.OrdinalIgnoreCase)) is { } earlier)
        {
            if (earlier.Version == package.Version)
            {
                return;
            }

            throw new PackageException(
                $"{earlier.Name} {earlier.Version} is already in use in this session, so {package.Version} cannot be; restart the kernel to change the version.");
        }

        var restored = await PackageRestore.RestoreAsync([.. requests, package], progress, cancellation).ConfigureAwait(false);
        requests.Add(package);
        foreach (var file in restored.Natives)
        {
            natives[Path.GetFileName(file)] = file;
        }

        var references = new List<MetadataReference>();
        foreach (var file in restored.Assemblies.Where(file => !ReferenceResolver.IsFramework(file)))
        {
            if (!known.TryGetValue(file, out var reference))
            {
                known[file] = reference = ReferenceResolver.TryLoadOwn(file, loader) ?? DocumentedReference.Create(file);
            }

            references.Add(reference);
            assemblies[file] = true;
        }

        References = references;
    }

    public void Dispose() => AppDomain.CurrentDomain.AssemblyLoad -= WatchNatives;

    /// <summary>The session's loader keeps each folder's assemblies in a context of its own; each is told where the native libraries lie.</summary>
    private void WatchNatives(object? sender, AssemblyLoadEventArgs load)
    {
        if (!load.LoadedAssembly.IsDynamic && assemblies.ContainsKey(load.LoadedAssembly.Location)
            && AssemblyLoadContext.GetLoadContext(load.LoadedAssembly) is { } context && contexts.TryAdd(context, true))
        {
            context.ResolvingUnmanagedDll += LoadNative;
        }
    }

    private nint LoadNative(Assembly assembly, string name)
    {
        string[] names = [name, $"{name}.so", $"lib{name}.so", $"{name}.dll", $"{name}.dylib", $"lib{name}.dylib"];
        var file = names.Select(n => natives.GetValueOrDefault(n)).FirstOrDefault(f => f is not null);
        return file is null ? 0 : NativeLibrary.Load(file);
    }
}
