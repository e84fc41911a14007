namespace LlmCourse.Kernel.Session;

/// <summary>
/// A cell's text, taken apart: the files that its first lines import (<c>#!import file.csx</c>), the
/// packages that they ask for (<c>#r "nuget: Name, version"</c>), and the code, in which
/// those lines are left blank so that line numbers stay true.
/// </summary>
internal sealed record CellSource(
    IReadOnlyList<(int Line, string File)> Imports, IReadOnlyList<(int Line, string Text)> Packages, string Code)
{
    private const string Import = "#!import";

    /// <summary>The code with everything else blanked out by spaces: each character keeps its place.</summary>
    public static string Blank(string text) => Parse(text.Replace("\r\n", " \n", StringComparison.Ordinal).Replace('\r', '\n')).Code;

    public static CellSource Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var imports = new List<(int, string)>();
        var packages = new List<(int, string)>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith(Import, StringComparison.Ordinal))
            {
                imports.Add((i + 1, line[Import.Length..].Trim().Trim('"')));
                lines[i] = new string(' ', lines[i].Length);
            }
            else if (PackageRequest.IsRequest(line))
            {
                packages.Add((i + 1, line));
                lines[i] = new string(' ', lines[i].Length);
            }
            else if (line.Length > 0 && line[0] != '#' && !line.StartsWith("//", StringComparison.Ordinal))
            {
                break;
            }
        }

        return new CellSource(imports, packages, string.Join('\n', lines));
    }
}
