namespace LlmCourse.Data;

/// <summary>A data set could not be had; the message says why, and what to do, in words for the reader of the course.</summary>
public sealed class DatasetException : IOException
{
    /// <summary>Creates the exception.</summary>
    public DatasetException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}
