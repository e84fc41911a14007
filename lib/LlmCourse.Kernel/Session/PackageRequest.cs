using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Session;

/// <summary>A package that a cell asks for by <c>#r "nuget: Name, version"</c>.</summary>
internal sealed partial record PackageRequest(string Name, string Version)
{
    /// <summary>Whether a line asks for a package.</summary>
    public static bool IsRequest(string line) => Request().IsMatch(line);

    /// <summary>Reads the line.</summary>
    /// <exception cref="PackageException">It names no package, or no version.</exception>
    public static PackageRequest Parse(string line)
    {
        var parts = Request().Match(line).Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);
        return parts switch
        {
            [{ } name, { } version] when NameForm().IsMatch(name) && VersionForm().IsMatch(version) => new PackageRequest(name, version),
            [{ Length: > 0 } name] => throw new PackageException(
                $"The package {name} is asked for without a version; write one, as in #r \"nuget: {name}, 1.2.3\", so that the notebook does the same next year."),
            _ => throw new PackageException($"'{line}' does not name a package and one version; write it as in #r \"nuget: Name, 1.2.3\"."),
        };
    }

    [GeneratedRegex("""^\s*#r\s+"nuget:\s*([^"]*)"\s*(?://.*)?$""", RegexOptions.IgnoreCase)]
    private static partial Regex Request();

    [GeneratedRegex(@"^\w[\w.-]*$")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^\d+(\.\d+){0,3}(-[\w.-]+)?$")]
    private static partial Regex VersionForm();
}
