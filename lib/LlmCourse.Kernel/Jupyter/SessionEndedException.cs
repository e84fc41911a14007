namespace LlmCourse.Kernel.Jupyter;

/// <summary>The process that held the session's variables has ended; the message says why, and what to do.</summary>
internal sealed class SessionEndedException(string message) : Exception(message);
