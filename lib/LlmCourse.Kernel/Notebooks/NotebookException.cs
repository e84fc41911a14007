namespace LlmCourse.Kernel.Notebooks;

/// <summary>A notebook file cannot be read; the message says in one sentence what was found, what is needed and where.</summary>
public sealed class NotebookException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public NotebookException()
    {
    }

    /// <summary>Creates the exception from its sentence.</summary>
    public NotebookException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception from its sentence and its cause.</summary>
    public NotebookException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
