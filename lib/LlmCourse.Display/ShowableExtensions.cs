namespace LlmCourse.Display;

/// <summary>Shows values from the middle of a cell; a trailing value is shown by the host itself.</summary>
public static class ShowableExtensions
{
    /// <summary>Shows the value in the running cell.</summary>
    public static void Show(this IShowable value) => DisplayHost.Show(value);
}
