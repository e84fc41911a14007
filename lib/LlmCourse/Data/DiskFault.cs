namespace LlmCourse.Data;

/// <summary>Tells what went wrong with a disk; .NET has no exception types for it.</summary>
internal static class DiskFault
{
    // ENOSPC and EDQUOT of Linux (.NET passes the number on), ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.
    private static readonly int[] Full = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>True when there was no room left.</summary>
    public static bool IsFull(Exception problem) => problem is IOException && Full.Contains(problem.HResult);
}
