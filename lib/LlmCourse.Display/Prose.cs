using LlmCourse.Display.Hosts;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>A block of text to read, like what a model wrote: line breaks stay, and what was given is set off from what was written.</summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Prose : IShowable
{
    /// <summary>Creates a block from the text, the prompt before it, and a line that says what it is.</summary>
    public Prose(string text, string prompt = "", string label = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        (Text, Prompt, Label) = (text, prompt ?? "", label ?? "");
    }

    /// <summary>What was written.</summary>
    public string Text { get; }

    /// <summary>What was given.</summary>
    public string Prompt { get; }

    /// <summary>What it is: "after 2,000 steps, temperature 0.8".</summary>
    public string Label { get; }

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle() => new MimeBundle(ToString()).With("text/html", WriteHtml());

    /// <summary>The plain text form.</summary>
    public override string ToString() => (Label.Length > 0 ? $"── {Label} ──\n" : "") + Prompt + Text;

    internal string WriteHtml()
    {
        var label = Label.Length > 0 ? $"<div style=\"opacity:.75;font-size:.9em\">{Html.Encode(Label)}</div>\n" : "";
        var prompt = Prompt.Length > 0 ? $"<strong>{Html.Encode(Prompt)}</strong>" : "";
        return $"""
            <div class="llmcourse-prose" style="border-left:4px solid #a8839f;padding:.2em 1em;margin:.6em 0">
            {label}<div style="white-space:pre-wrap;overflow-wrap:anywhere;font-family:ui-serif,Georgia,serif">{prompt}{Html.Encode(Text)}</div>
            </div>
            """;
    }
}
