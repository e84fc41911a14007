using LlmCourse.Display.Hosts;

namespace LlmCourse.Display;

/// <summary>
/// One thing to show, in several forms: MIME type → text. A host shows the richest form that it understands;
/// <c>text/plain</c> is always there.
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class MimeBundle
{
    /// <summary>The MIME type of a claim's record (see <c>Claim</c>), read by the engine from a cell's outputs.</summary>
    public const string ClaimType = "application/vnd.llmcourse.claim+json";

    /// <summary>The MIME type of an exercise's outcome, read by the engine from a cell's outputs.</summary>
    public const string ExerciseType = "application/vnd.llmcourse.exercise+json";

    /// <summary>The MIME type of a progress report; a host with a live view draws it, others show the HTML.</summary>
    public const string ProgressType = "application/vnd.llmcourse.progress+json";

    /// <summary>Creates a bundle from its plain text, the form that every host can show.</summary>
    public MimeBundle(string plainText) => Forms["text/plain"] = plainText;

    /// <summary>The forms by MIME type.</summary>
    public SortedDictionary<string, string> Forms { get; } = new(StringComparer.Ordinal);

    /// <summary>The plain text form.</summary>
    public string PlainText => Forms["text/plain"];

    /// <summary>Adds one form and returns the same bundle.</summary>
    public MimeBundle With(string mimeType, string content)
    {
        Forms[mimeType] = content;
        return this;
    }
}
