using System.Runtime.CompilerServices;
using LlmCourse.Kernel.Learning;

namespace LlmCourse.Kernel.Tests;

/// <summary>Keeps the tests, and the processes that they start, away from the progress of whoever runs them.</summary>
internal static class TestEnvironment
{
    [ModuleInitializer]
    internal static void Prepare() =>
        Environment.SetEnvironmentVariable(ProgressFile.Variable, Path.Combine(Path.GetTempPath(), $"course-tests-{Environment.ProcessId}", "progress.json"));
}
