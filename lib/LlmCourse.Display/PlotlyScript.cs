using LlmCourse.Display.Plotting;

namespace LlmCourse.Display;

/// <summary>The script that draws interactive charts, taken from Plotly.NET's own resources, so that no network is needed.</summary>
public static class PlotlyScript
{
    /// <summary>plotly.js, minified, about 4 MB.</summary>
    /// <exception cref="FileNotFoundException">Plotly.NET does not lie in the folder <c>plotly</c> beside this assembly.</exception>
    public static string Read()
    {
        var assembly = PlotlyContext.Instance.Plotly;
        var name = assembly.GetManifestResourceNames().FirstOrDefault(n => n.EndsWith(".min.js", StringComparison.Ordinal))
            ?? throw new FileNotFoundException($"{assembly.FullName} brings no plotly.js; use the version of Plotly.NET that Directory.Packages.props names.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
