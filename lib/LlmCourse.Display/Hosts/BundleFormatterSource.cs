namespace LlmCourse.Display.Hosts;

/// <summary>The formatters that .NET Interactive finds by convention: one for each form that it can show.</summary>
internal sealed class BundleFormatterSource
{
    /// <summary>The forms that a foreign host is offered, the richest first.</summary>
    public static readonly string[] MimeTypes = ["text/html", "text/plain"];

    /// <summary>Called by the host, by this name.</summary>
    public static IEnumerable<object> CreateTypeFormatters() => MimeTypes.Select(type => new BundleFormatter(type));
}
