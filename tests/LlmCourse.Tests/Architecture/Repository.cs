using System.ComponentModel;
using System.Diagnostics;
using LlmCourse.Runtime;

namespace LlmCourse.Tests.Architecture;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    public const string NoGit = "git does not know this folder, so nobody can tell which files belong to it";

    /// <summary>The files under version control, relative to the root with forward slashes; null where git cannot tell.</summary>
    public static IReadOnlyList<string>? Tracked { get; } = ListTracked();

    public static string PathOf(string relative) => Path.Combine(CourseFolders.Root, relative);

    /// <summary>The sources of a folder, without what builds make.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories);

    private static string[]? ListTracked()
    {
        // The option: git refuses to read a folder of another user, such as one that a container mounts.
        string[] arguments = ["-c", "safe.directory=*", "-C", CourseFolders.Root, "ls-files", "-z"];
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var files = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? files.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
