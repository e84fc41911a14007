namespace LlmCourse.Kernel.Notebooks;

/// <summary>How nbformat treats the forms of an output by their MIME type.</summary>
internal static class MimeTypes
{
    public const string Plain = "text/plain";
    public const string Html = "text/html";
    public const string Svg = "image/svg+xml";
    public const string Png = "image/png";

    /// <summary>True for forms that are JSON values in a file.</summary>
    public static bool IsJson(string type) =>
        type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));

    /// <summary>True for forms that are lists of lines in a file.</summary>
    public static bool IsSplitIntoLines(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is Svg or "application/javascript";
}
