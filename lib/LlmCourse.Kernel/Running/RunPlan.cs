using System.Globalization;
using LlmCourse.Display;
using LlmCourse.Kernel.Commands;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Running;

/// <summary>A request that has been checked in every part: what will run, how, and where it goes.</summary>
/// <param name="Course">The course.</param>
/// <param name="Chapters">The chapters in the order in which they run.</param>
/// <param name="Profile">The profile.</param>
/// <param name="Out">The folder that the run writes into.</param>
/// <param name="Environment">The variables by which chapters see profile, seed and settings.</param>
/// <param name="Request">The request as it was given.</param>
public sealed record RunPlan(
    CourseFolder Course,
    IReadOnlyList<Chapter> Chapters,
    CourseProfile Profile,
    string Out,
    IReadOnlyDictionary<string, string> Environment,
    RunRequest Request)
{
    /// <summary>What is tried in the exercises' places before their solutions.</summary>
    public IReadOnlyList<ExerciseAttempt> Attempts { get; init; } = [];

    private static readonly string[] Profiles = ["smoke", "quick", "full"];

    /// <summary>Checks a request, so that whatever cannot work is said before anything runs.</summary>
    /// <exception cref="UsageException">Something in the request cannot be used.</exception>
    public static RunPlan Check(CourseFolder course, RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(course);
        ArgumentNullException.ThrowIfNull(request);
        var environment = new Dictionary<string, string> { [CourseFolders.RootVariable] = course.Root };
        var profile = CheckProfile(request.Profile, environment);
        if (request.Seed is { } seed)
        {
            environment[LlmCourse.Display.Course.SeedVariable] = seed.ToString(CultureInfo.InvariantCulture);
        }

        var catalog = new ChapterCatalog(course);
        var chapters = (request.Chapters.Count == 0 ? catalog.All : request.Chapters.Select(catalog.Find).Distinct())
            .Select(path => Chapter.Read(path)).ToList();
        if (chapters.Count == 0)
        {
            throw new UsageException($"There is no chapter in {course.Notebooks}; a chapter is a file like 04-pretraining.ipynb.");
        }

        CheckSettings(request.Settings, chapters, environment);
        var attempts = new List<ExerciseAttempt>();
        if (request.Mistakes)
        {
            for (var i = 0; i < chapters.Count; i++)
            {
                (chapters[i], var tried) = MistakeFile.Read(course, chapters[i]).Expand(chapters[i]);
                attempts.AddRange(tried);
            }
        }

        if (request.Solutions || request.Mistakes)
        {
            foreach (var chapter in chapters)
            {
                SolutionFile.Read(course, chapter).Apply(chapter);
            }
        }

        var output = Path.GetFullPath(request.Out ?? course.Output);
        OutputFolder.MakeWritable(output);
        return new RunPlan(course, chapters, profile, output, environment, request) { Attempts = attempts };
    }

    private static CourseProfile CheckProfile(string? given, Dictionary<string, string> environment)
    {
        given ??= System.Environment.GetEnvironmentVariable(LlmCourse.Display.Course.ProfileVariable) is { Length: > 0 } name ? name : "quick";
        environment[LlmCourse.Display.Course.ProfileVariable] = given;
        return given switch
        {
            "smoke" => CourseProfile.Smoke,
            "quick" => CourseProfile.Quick,
            "full" => CourseProfile.Full,
            _ => throw new UsageException(
                $"There is no profile '{given}'.{Suggestion.For(given, Profiles)} The profiles are {string.Join(", ", Profiles)}."),
        };
    }

    private static void CheckSettings(IReadOnlyList<string> settings, List<Chapter> chapters, Dictionary<string, string> environment)
    {
        var known = chapters.SelectMany(c => c.Settings).DistinctBy(s => s.Key).OrderBy(s => s.Key, StringComparer.Ordinal).ToList();
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == setting.Length - 1)
            {
                throw new UsageException($"--set was given '{setting}', but it needs a name and a value, like --set steps=100.");
            }

            var name = setting[..equals];
            if (!known.Any(k => k.Key == name))
            {
                var list = known.Count == 0
                    ? "These chapters have no settings."
                    : $"The settings are: {string.Join("; ", known.Select(k => $"{k.Key} ({k.Value})"))}.";
                throw new UsageException($"There is no setting '{name}'.{Suggestion.For(name, known.Select(k => k.Key))} {list}");
            }

            environment[LlmCourse.Display.Course.SettingPrefix + name] = setting[(equals + 1)..];
        }
    }
}
