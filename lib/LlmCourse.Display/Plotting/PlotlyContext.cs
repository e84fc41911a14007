using System.Reflection;
using System.Runtime.Loader;

namespace LlmCourse.Display.Plotting;

/// <summary>
/// Plotly.NET is written in F# and needs its own version of FSharp.Core, while a notebook host may have loaded another one, and a
/// process has one of a name in each context. So both live in this context, together with a second copy of this very assembly, whose
/// <see cref="PlotlyChart"/> binds to them. Only strings pass between the two copies.
/// </summary>
internal sealed class PlotlyContext : AssemblyLoadContext
{
    private static readonly Lazy<PlotlyContext> Shared = new(() => new PlotlyContext());

    private static readonly string Home =
        Path.Combine(Path.GetDirectoryName(typeof(PlotlyContext).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory, "plotly");

    private PlotlyContext() : base("Plotly.NET")
    {
    }

    /// <summary>The one context of the process.</summary>
    public static PlotlyContext Instance => Shared.Value;

    /// <summary>True where Plotly.NET lies beside this assembly, and this assembly in a file that can be loaded again.</summary>
    public static bool IsAvailable => File.Exists(Path.Combine(Home, "Plotly.NET.dll")) && typeof(PlotlyContext).Assembly.Location.Length > 0;

    /// <summary>Plotly.NET itself.</summary>
    public Assembly Plotly => LoadFromAssemblyName(new AssemblyName("Plotly.NET"));

    /// <summary>This assembly's other copy.</summary>
    public Assembly Inside => LoadFromAssemblyPath(typeof(PlotlyContext).Assembly.Location);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(Home, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null; // null: the host's own, like System.Runtime
    }
}
