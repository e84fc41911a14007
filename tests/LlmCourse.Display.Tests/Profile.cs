namespace LlmCourse.Display.Tests;

/// <summary>Sets the profile for the time of one test.</summary>
internal sealed class Profile : IDisposable
{
    private readonly string? before = Environment.GetEnvironmentVariable(Course.ProfileVariable);

    public Profile(string name) => Environment.SetEnvironmentVariable(Course.ProfileVariable, name);

    public void Dispose() => Environment.SetEnvironmentVariable(Course.ProfileVariable, before);
}
