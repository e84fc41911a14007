namespace LlmCourse.Display;

/// <summary>How much work a chapter does.</summary>
public enum CourseProfile
{
    /// <summary>Every cell on the smallest sizes, about 15 s a chapter; claims are computed but not judged.</summary>
    Smoke,

    /// <summary>The default: about 3 minutes a chapter on two cores; every claim is judged.</summary>
    Quick,

    /// <summary>Longer, or on a GPU.</summary>
    Full,
}
