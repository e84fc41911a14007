using System.Text;
using LlmCourse.Display.Drawing;
using LlmCourse.Display.Hosts;
using LlmCourse.Display.Plotting;
using LlmCourse.Display.Text;

namespace LlmCourse.Display;

/// <summary>
/// A figure is data: series, axes with units, a title, and a text for readers who cannot see it. From the same data come
/// a static picture, an interactive Plotly chart, and a few lines of text.
/// </summary>
[TypeFormatterSource(typeof(BundleFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Figure : IShowable
{
    /// <summary>What the figure is about, in a few words.</summary>
    public string Title { get; init; } = "";

    /// <summary>What a reader sees in it, in one or two sentences, for readers who cannot see it.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public required string Alt
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value)
            ? throw new ArgumentException($"The figure '{Title}' has no alt text; say in one or two sentences what a reader sees in it, like \"One falling curve that flattens near 1.5\".")
            : value;
    }

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init => field = value ?? throw MissingAxis("X"); }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init => field = value ?? throw MissingAxis("Y"); }

    /// <summary>What is drawn, the first at the bottom.</summary>
    /// <exception cref="ArgumentException">There is no series.</exception>
    public required IReadOnlyList<Series> Series
    {
        get;
        init => field = value is { Count: > 0 }
            ? value
            : throw new ArgumentException($"The figure '{Title}' has no series; give it at least one, like Series.Line(\"train\", steps, losses).");
    }

    /// <summary>Lines that the series are held against.</summary>
    public IReadOnlyList<ReferenceLine> Lines { get; init; } = [];

    /// <summary>A sentence under the figure; empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The height of the picture in pixels; its width is 720.</summary>
    public int Height { get; init; } = 420;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The series do not go together.</exception>
    public MimeBundle ToMimeBundle()
    {
        CheckSeries();
        var picture = new Picture(this).Draw();

        // No application/vnd.plotly.v1+json beside these: a front end that knows it prefers it, and loses the alt text and the dark theme.
        return new MimeBundle(WritePlain())
            .With("image/svg+xml", picture)
            .With("text/html", WriteHtml(picture));
    }

    /// <summary>The plain text form.</summary>
    public override string ToString() => WritePlain();

    private static ArgumentException MissingAxis(string axis) =>
        new($"The figure has no {axis} axis; give it one with its unit, as in {axis} = new Axis(\"loss\", \"nats per character\").");

    private void CheckSeries()
    {
        if (Series.Any(s => s.Kind == SeriesKind.Heatmap) && Series.Count > 1)
        {
            throw new InvalidOperationException($"The figure '{Title}' has a heatmap and another series; give each a figure of its own.");
        }

        if (Height is < 160 or > 2000)
        {
            throw new InvalidOperationException($"The figure '{Title}' is {Height} pixels high, but 160 to 2,000 can be read.");
        }
    }

    private string WriteHtml(string picture)
    {
        // Scripts may not run where this is shown; the picture stands in the place until one replaces it.
        var html = new StringBuilder($"<figure class=\"llmcourse-figure\" role=\"img\" aria-label=\"{Html.Encode(Alt)}\" style=\"margin:1em 0\">\n");
        html.Append(picture).Append('\n');
        if (Caption.Length > 0)
        {
            html.Append("<figcaption>").Append(Html.Encode(Caption)).Append("</figcaption>\n");
        }

        if (PlotlyBridge.TryWrite(this) is { } chart)
        {
            html.Append("<script type=\"application/json\" class=\"llmcourse-plotly\">").Append(chart.Replace("<", "\\u003c").Replace("&", "\\u0026")).Append("</script>\n");
        }

        return html.Append("</figure>").ToString();
    }

    private string WritePlain()
    {
        var text = new StringBuilder();
        text.Append("Figure: ").Append(Title.Length > 0 ? Title : Y.Name + " by " + X.Name).Append('\n').Append(Alt);
        foreach (var series in Series)
        {
            text.Append("\n  ").Append(Summary.Of(series, X, Y));
        }

        foreach (var line in Lines)
        {
            text.Append("\n  ").Append(line.IsHorizontal ? Y.Name : X.Name).Append(" = ").Append(Number.Format(line.Value)).Append(": ").Append(line.Label);
        }

        return text.ToString();
    }
}
