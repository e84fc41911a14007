namespace LlmCourse.Scaling;

/// <summary>A table of runs cannot be used; the message names the file, the line and the column, and says what is needed.</summary>
public sealed class RunTableException : IOException
{
    /// <summary>Creates the exception.</summary>
    public RunTableException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
