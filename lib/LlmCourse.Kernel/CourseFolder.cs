namespace LlmCourse.Kernel;

/// <summary>The course's repository on this machine, and the places in it.</summary>
/// <param name="Root">The folder with <c>course.sln</c>.</param>
public sealed record CourseFolder(string Root)
{
    private const string Solution = "course.sln";

    /// <summary>The chapters.</summary>
    public string Notebooks => Path.Combine(Root, "notebooks");

    /// <summary>The solutions of the exercises, one file for each chapter.</summary>
    public string Solutions => Path.Combine(Notebooks, "solutions");

    /// <summary>Where a run writes when no other folder is given.</summary>
    public string Output => Path.Combine(Root, "artifacts", "run");

    /// <summary>Finds the course by walking up from the current folder, then from this program.</summary>
    /// <exception cref="UsageException">Neither lies in a copy of the course.</exception>
    public static CourseFolder Find() =>
        FindAbove(Environment.CurrentDirectory) ?? FindAbove(AppContext.BaseDirectory) ?? throw new UsageException(
            $"No {Solution} was found above {Environment.CurrentDirectory} nor above {AppContext.BaseDirectory}; "
            + "run the command inside a copy of the course's repository.");

    private static CourseFolder? FindAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return new CourseFolder(folder.FullName);
            }
        }

        return null;
    }
}
