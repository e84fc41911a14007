using LlmCourse.Display.Hosts;

namespace LlmCourse.Display;

/// <summary>Several blocks of text under each other, like what a model writes at different temperatures.</summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Samples : IShowable
{
    private readonly List<Prose> blocks;

    private Samples(IEnumerable<Prose> blocks)
    {
        this.blocks = [.. blocks];
        if (this.blocks.Count == 0)
        {
            throw new ArgumentException("There are no samples to show; give at least one.", nameof(blocks));
        }
    }

    /// <summary>Samples that each say what they are.</summary>
    public static Samples Of(params IEnumerable<Prose> samples) => new(samples);

    /// <summary>Samples from pairs of a label and a text.</summary>
    public static Samples Of(params IEnumerable<(string Label, string Text)> samples) => new(samples.Select(s => new Prose(s.Text, label: s.Label)));

    /// <inheritdoc/>
    public MimeBundle ToMimeBundle() =>
        new MimeBundle(ToString()).With("text/html", string.Join('\n', blocks.Select(b => b.WriteHtml())));

    /// <summary>The plain text form.</summary>
    public override string ToString() => string.Join("\n\n", blocks);
}
