namespace LlmCourse.Display;

/// <summary>Thrown by the stub of an exercise that nobody has worked on yet.</summary>
public sealed class NotAttemptedException : NotImplementedException
{
    /// <summary>Creates the exception with the sentence that a reader sees.</summary>
    public NotAttemptedException() : this("This exercise is not attempted yet: replace the stub by your own code and run the cell again.")
    {
    }

    /// <summary>Creates the exception with another sentence.</summary>
    public NotAttemptedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with another sentence and its cause.</summary>
    public NotAttemptedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
