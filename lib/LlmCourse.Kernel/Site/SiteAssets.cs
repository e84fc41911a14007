using System.Text.RegularExpressions;
using LlmCourse.Display;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Site;

/// <summary>The style sheet, the scripts and the fonts that all pages share; they lie in this assembly and are copied once for a site.</summary>
internal static partial class SiteAssets
{
    private const string Root = "Site/Assets/";

    private static readonly Dictionary<string, string> Resources = typeof(SiteAssets).Assembly.GetManifestResourceNames()
        .Select(name => (Name: name, Path: name.Replace('\\', '/')))
        .Where(resource => resource.Path.StartsWith(Root, StringComparison.Ordinal))
        .ToDictionary(resource => resource.Path[Root.Length..], resource => resource.Name);

    /// <summary>The text of an asset.</summary>
    public static string ReadText(string path) => System.Text.Encoding.UTF8.GetString(ReadBytes(path));

    /// <summary>Copies what every page needs.</summary>
    public static void Write(string folder)
    {
        foreach (var name in (string[])["site.css", "site.js", "search.js", "theme.js"])
        {
            AtomicFile.WriteText(Path.Combine(folder, name), ReadText(name));
        }
    }

    /// <summary>Copies KaTeX (MIT licence), which sets formulas.</summary>
    public static void WriteKatex(string folder)
    {
        var katex = Path.Combine(folder, "katex");
        AtomicFile.WriteText(Path.Combine(katex, "LICENSE"), ReadText("katex/LICENSE"));
        AtomicFile.WriteText(Path.Combine(katex, "katex.min.js"), ReadText("katex/katex.min.js"));

        // Browsers differ in whether a page from the disk may load a font from a file of its own; inside the style sheet all of them find it.
        var css = FontSource().Replace(ReadText("katex/katex.min.css"), font =>
            $"src:url(data:font/woff2;base64,{Convert.ToBase64String(ReadBytes("katex/" + font.Groups[1].Value))}) format(\"woff2\")}}");
        AtomicFile.WriteText(Path.Combine(katex, "katex.min.css"), css);
    }

    /// <summary>Copies plotly.js (MIT licence), which draws interactive charts.</summary>
    public static void WritePlotly(string folder) => AtomicFile.WriteText(Path.Combine(folder, "plotly.min.js"), PlotlyScript.Read());

    private static byte[] ReadBytes(string path)
    {
        using var stream = typeof(SiteAssets).Assembly.GetManifestResourceStream(Resources[path])!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    [GeneratedRegex(@"src:url\((fonts/[\w-]+\.woff2)\)[^}]*\}")]
    private static partial Regex FontSource();
}
