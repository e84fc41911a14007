namespace LlmCourse.Reasoning;

/// <summary>A model's service did not answer as it should. (Chapter 13.)</summary>
/// <param name="message">What happened, and what to do.</param>
/// <param name="isTransient">True where the same call may succeed a little later.</param>
/// <param name="retryAfter">How long the service asks to wait; null where it does not say.</param>
/// <param name="inner">What caused it.</param>
public sealed class ChatServiceException(string message, bool isTransient = false, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True where the same call may succeed a little later.</summary>
    public bool IsTransient => isTransient;

    /// <summary>How long the service asks to wait; null where it does not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
