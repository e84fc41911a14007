namespace LlmCourse.Runtime;

/// <summary>Where the course keeps its things. Everything that a run makes lies under <see cref="Artifacts"/>.</summary>
public static class CourseFolders
{
    /// <summary>The environment variable that names the folder of the course, for programs that do not lie inside of it.</summary>
    public const string RootVariable = "COURSE_ROOT";

    /// <summary>The environment variable that names another folder for downloaded data.</summary>
    public const string DataVariable = "COURSE_DATA";

    private const string Solution = "course.sln";

    /// <summary>The folder with <c>course.sln</c>: the nearest one above this library, the program or the current folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none, or COURSE_ROOT names a folder that is not the course's.</exception>
    public static string Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } named)
            {
                return File.Exists(Path.Combine(named, Solution)) ? Path.GetFullPath(named) : throw new DirectoryNotFoundException(
                    $"{RootVariable} is {named}, but there is no {Solution} in it; set it to the folder of the course, or unset it.");
            }

            string?[] starts = [Path.GetDirectoryName(typeof(CourseFolders).Assembly.Location), AppContext.BaseDirectory, Environment.CurrentDirectory];
            return starts.Select(RootAbove).FirstOrDefault(root => root is not null) ?? throw new DirectoryNotFoundException(
                $"The folder of the course, the one with {Solution}, was found neither above {AppContext.BaseDirectory} nor above {Environment.CurrentDirectory}; set {RootVariable} to it.");
        }
    }

    /// <summary>What ships with the course: the manifest, small texts and recorded results.</summary>
    public static string Datasets => Path.Combine(Root, "datasets");

    /// <summary>What builds and runs make; it can be deleted at any time.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Where downloaded data are kept.</summary>
    public static string Data => Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(Artifacts, "data");

    private static string? RootAbove(string? start)
    {
        for (var folder = string.IsNullOrEmpty(start) ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
