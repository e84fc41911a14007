namespace LlmCourse.Tests;

/// <summary>Tests that need tinyshakespeare find it beside the repository, and are skipped where it is not there.</summary>
internal static class SharedText
{
    public const string Reason = "tinyshakespeare.txt is not in ../shared/data";

    public static string? Path { get; } = Find();

    public static bool IsMissing => Path is null;

    public static string Read() => File.ReadAllText(Path!);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "course.sln")))
            {
                var path = System.IO.Path.Combine(folder.Parent!.FullName, "shared", "data", "tinyshakespeare.txt");
                return File.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
