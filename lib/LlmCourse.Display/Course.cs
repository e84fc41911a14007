using System.Globalization;

namespace LlmCourse.Display;

/// <summary>
/// What a chapter may ask about the run that it is part of: the profile, the seed, and the settings given with
/// <c>--set name=value</c>. Read from the environment, so that it is the same in every host.
/// </summary>
public static class Course
{
    /// <summary>The environment variable that names the profile.</summary>
    public const string ProfileVariable = "COURSE_PROFILE";

    /// <summary>The environment variable that holds the seed.</summary>
    public const string SeedVariable = "COURSE_SEED";

    /// <summary>The prefix of the environment variables that hold settings: <c>COURSE_SET_steps=100</c>.</summary>
    public const string SettingPrefix = "COURSE_SET_";

    /// <summary>The seed that is used when none is given.</summary>
    public const int DefaultSeed = 42;

    /// <summary>The profile of this run; quick when none is given.</summary>
    /// <exception cref="ArgumentException">The environment names a profile that does not exist.</exception>
    public static CourseProfile Profile => Environment.GetEnvironmentVariable(ProfileVariable) switch
    {
        null or "" or "quick" => CourseProfile.Quick,
        "smoke" => CourseProfile.Smoke,
        "full" => CourseProfile.Full,
        var other => throw new ArgumentException(
            $"{ProfileVariable} is '{other}', but a profile is one of smoke, quick and full; set one of these."),
    };

    /// <summary>The seed of this run, from which every random number of a chapter follows.</summary>
    public static int Seed => ReadSetting(SeedVariable, "the seed", DefaultSeed);

    /// <summary>Chooses the value for the profile of this run; <paramref name="full"/> is as quick when left out.</summary>
    public static T Pick<T>(T smoke, T quick, T? full = null) where T : struct => Profile switch
    {
        CourseProfile.Smoke => smoke,
        CourseProfile.Full => full ?? quick,
        _ => quick,
    };

    /// <summary>The value given with <c>--set name=value</c>, or the default. Names are listed in the chapter's metadata.</summary>
    public static T Setting<T>(string name, T defaultValue) where T : IParsable<T> =>
        ReadSetting(SettingPrefix + name, name, defaultValue);

    private static T ReadSetting<T>(string variable, string name, T defaultValue) where T : IParsable<T>
    {
        var text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text))
        {
            return defaultValue;
        }

        return T.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ArgumentException($"The setting {name} is '{text}', but a value like {defaultValue} is needed.");
    }
}
