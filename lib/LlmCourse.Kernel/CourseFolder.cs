using LlmCourse.Runtime;

namespace LlmCourse.Kernel;

/// <summary>The course's repository on this machine, and the places in it.</summary>
/// <param name="Root">The folder with <c>course.sln</c>.</param>
public sealed record CourseFolder(string Root)
{
    /// <summary>The chapters.</summary>
    public string Notebooks => Path.Combine(Root, "notebooks");

    /// <summary>The solutions of the exercises, one file for each chapter.</summary>
    public string Solutions => Path.Combine(Notebooks, "solutions");

    /// <summary>Where a run writes when no other folder is given.</summary>
    public string Output => Path.Combine(Root, "artifacts", "run");

    /// <summary>Finds the course: the one that <c>COURSE_ROOT</c> names, that the current folder lies in, or that this program lies in.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static CourseFolder Find()
    {
        try
        {
            var named = Environment.GetEnvironmentVariable(CourseFolders.RootVariable) is { Length: > 0 };
            return named ? new CourseFolder(CourseFolders.Root) : FindAbove(Environment.CurrentDirectory) ?? new CourseFolder(CourseFolders.Root);
        }
        catch (DirectoryNotFoundException problem)
        {
            throw new UsageException(problem.Message);
        }
    }

    private static CourseFolder? FindAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "course.sln")))
            {
                return new CourseFolder(folder.FullName);
            }
        }

        return null;
    }
}
