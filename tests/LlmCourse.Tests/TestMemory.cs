using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmCourse.Tests;

/// <summary>The memory of this process, where the operating system tells it exactly.</summary>
internal static class TestMemory
{
    /// <summary>Resident bytes after a full collection, without what the C library keeps for later; null outside Linux.</summary>
    public static double? Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true); // gives back at once what is else given back while a test measures
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        _ = ReturnFreeMemory(0);
        return double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))[6..^2], CultureInfo.InvariantCulture) * 1024;
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int ReturnFreeMemory(nuint pad);
}
