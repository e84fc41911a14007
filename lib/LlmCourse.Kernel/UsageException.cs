namespace LlmCourse.Kernel;

/// <summary>The reader asked for something that cannot be done; the message says what was given and what to do. Exit code 2.</summary>
public sealed class UsageException(string message) : Exception(message);
