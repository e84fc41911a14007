namespace LlmCourse.Display;

/// <summary>How much a notice matters.</summary>
public enum NoticeKind
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Something is not as a reader would expect, and the chapter goes on without it.</summary>
    Warning,
}
