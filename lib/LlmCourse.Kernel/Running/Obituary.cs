using LlmCourse.Kernel.Views;

namespace LlmCourse.Kernel.Running;

/// <summary>Says why a process that runs cells ended before its time.</summary>
internal static class Obituary
{
    private const int Abort = 134;              // 128 + SIGABRT
    private const int KilledBySystem = 137;     // 128 + SIGKILL
    private const int SegmentationFault = 139;  // 128 + SIGSEGV
    private const int WindowsAccessViolation = unchecked((int)0xC0000005);
    private const int WindowsFailFast = unchecked((int)0x80131623);

    /// <summary>A sentence with chapter, cell and cause.</summary>
    public static string Write(Chapter chapter, string place, string? crash, WorkerEnd end) =>
        $"Chapter {chapter.Number}, {place}: {Cause(crash, end)}";

    /// <summary>The cause alone.</summary>
    public static string Cause(string? crash, WorkerEnd end)
    {
        var words = LastWords(end.LastWords);
        return (crash, end) switch
        {
            ({ } exception, _) => $"an exception on a thread of its own ended the process: {exception}",
            (_, { Killed: true }) => "the cell did not stop when asked to, and its process was killed.",
            (_, { ExitCode: KilledBySystem }) =>
                $"the operating system killed the process, most likely because memory ran out{Peak(end.PeakBytes)}; "
                + "close other programs, or run the chapter with smaller settings or in the smoke profile.",
            _ when words.StartsWith("Stack overflow", StringComparison.Ordinal) =>
                "a method called itself until the stack was full (stack overflow); give the recursion an end.",
            (_, { ExitCode: Abort or SegmentationFault or WindowsAccessViolation or WindowsFailFast }) =>
                $"the process crashed in native code or was aborted{(words.Length > 0 ? $": {words}" : ".")}",
            (_, { ExitCode: var code }) =>
                $"the code ended the process with exit code {code}{(words.Length > 0 ? $" ({words})" : "")}; a cell must not call Environment.Exit.",
        };
    }

    private static string Peak(long bytes) => bytes > 0 ? $" (it had reached {RunText.Megabytes(bytes)})" : "";

    /// <summary>What the process said at last, without its stack.</summary>
    private static string LastWords(string text) =>
        string.Join(' ', text.Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal)).Take(3));
}
