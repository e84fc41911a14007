namespace LlmCourse.Kernel.Running;

/// <summary>How a worker process ended.</summary>
/// <param name="Completed">True when it said that it was done.</param>
/// <param name="ExitCode">Its exit code; 128 + n for signal n, as the shell counts.</param>
/// <param name="Killed">True when this run killed it.</param>
/// <param name="LastWords">The end of what it wrote to its own output and error streams, past all cells.</param>
/// <param name="Elapsed">Its wall time.</param>
/// <param name="PeakBytes">The most resident memory that it had; 0 where the system does not tell.</param>
internal sealed record WorkerEnd(
    bool Completed, int ExitCode, bool Killed, string LastWords, TimeSpan Elapsed, long PeakBytes);
