namespace LlmCourse.Display;

/// <summary>A value that knows how it looks: figures, tables, claims, exercises and progress bars.</summary>
public interface IShowable
{
    /// <summary>All forms of this value.</summary>
    public MimeBundle ToMimeBundle();
}
