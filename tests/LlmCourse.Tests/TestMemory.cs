using System.Globalization;

namespace LlmCourse.Tests;

/// <summary>The memory of this process, where the operating system tells it exactly.</summary>
internal static class TestMemory
{
    /// <summary>Resident bytes after a full collection; null outside Linux.</summary>
    public static double? Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return OperatingSystem.IsLinux()
            ? double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))[6..^2], CultureInfo.InvariantCulture) * 1024
            : null;
    }
}
