using System.Globalization;
using LlmCourse.Kernel.Commands;

namespace LlmCourse.Kernel.Running;

/// <summary>The chapters that exist, and how a reader may name them.</summary>
/// <param name="course">The course.</param>
/// <param name="command">The command that is given the names; its options are told to whoever mistypes one.</param>
public sealed class ChapterCatalog(CourseFolder course, string command = "run")
{
    private static readonly Dictionary<string, string[]> Options = new()
    {
        ["run"] = ["--profile", "--strict", "--seed", "--out", "--set", "--open", "--solutions", "--no-site", "--help"],
        ["progress"] = ["--export", "--name", "--collect", "--reset", "--yes", "--help"],
    };

    /// <summary>The files of all chapters in order: <c>NN-short-name.ipynb</c>.</summary>
    public IReadOnlyList<string> All { get; } = !Directory.Exists(course.Notebooks) ? []
        : [.. Directory.EnumerateFiles(course.Notebooks, "*.ipynb")
            .Where(path => Path.GetFileName(path) is [>= '0' and <= '9', >= '0' and <= '9', '-', ..])
            .Order(StringComparer.Ordinal)];

    /// <summary>Finds a chapter by its number (<c>4</c>, <c>04</c>), its name (<c>04-pretraining</c>) or its file's path.</summary>
    /// <exception cref="UsageException">There is no such chapter.</exception>
    public string Find(string given)
    {
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return All.FirstOrDefault(path => Path.GetFileName(path).StartsWith($"{number:00}-", StringComparison.Ordinal)) ?? throw Unknown(given);
        }

        if (given.StartsWith('-'))
        {
            throw new UsageException($"There is no option '{given}'.{Suggestion.For(given, Options.GetValueOrDefault(command, ["--help"]))} See: course {command} --help");
        }

        if (All.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == given) is { } known)
        {
            return known;
        }

        var file = Path.GetFullPath(given);
        return File.Exists(file) ? file
            : given.EndsWith(".ipynb", StringComparison.Ordinal) || given.Contains('/', StringComparison.Ordinal) || given.Contains('\\', StringComparison.Ordinal)
                ? throw new UsageException($"The notebook {given} does not exist (looked for {file}).")
                : throw Unknown(given);
    }

    private UsageException Unknown(string given)
    {
        var names = All.Select(path => Path.GetFileNameWithoutExtension(path)).ToList();
        return new UsageException(
            $"There is no chapter '{given}'.{Suggestion.For(given, names)} {(names.Count == 0 ? $"There are none in {course.Notebooks}." : $"The chapters are: {string.Join(", ", names)}.")}");
    }
}
