using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>A box with a sentence for the reader, like "The data is not here; run <c>course data get tinyshakespeare</c>".</summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Notice : IShowable
{
    private Notice(NoticeKind kind, string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        (Kind, Text) = (kind, text);
    }

    /// <summary>How much it matters.</summary>
    public NoticeKind Kind { get; }

    /// <summary>What it says; words between `backticks` are shown as code.</summary>
    public string Text { get; }

    /// <summary>Something that is good to know.</summary>
    public static Notice Info(string text) => new(NoticeKind.Info, text);

    /// <summary>Something that is not as a reader would expect, with what to do about it.</summary>
    public static Notice Warning(string text) => new(NoticeKind.Warning, text);

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle()
    {
        var (word, name, colour) = Kind == NoticeKind.Warning ? ("Warning", "warning", "#c77700") : ("Note", "info", "#0072b2");
        return new MimeBundle($"{word}: {Text}").With("text/html",
            $"""
            <div class="llmcourse-notice llmcourse-{name}" role="note" style="border-left:4px solid {colour};padding:.4em 1em;margin:.6em 0"><strong>{word}:</strong> {Html.EncodeWithCode(Text)}</div>
            """);
    }

    /// <summary>The plain text form.</summary>
    public override string ToString() => ToMimeBundle().PlainText;
}
