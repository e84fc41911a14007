using System.Globalization;
using System.Text;
using LlmCourse.Display.Text;

namespace LlmCourse.Display.Drawing;

/// <summary>
/// Writes the few SVG elements that a figure needs. Every element carries its colours for a light page as attributes, so that any
/// viewer can draw it; the style sheet inside overrides them by class where the page is dark. The picture brings its own
/// background, and so it can be read wherever it is put.
/// </summary>
internal sealed class SvgWriter
{
    private const string Light = "--llm-surface:#ffffff;--llm-ink:#1f2328;--llm-muted:#57606a;--llm-grid:#e3e6ea";
    private const string Dark = "--llm-surface:#0f141a;--llm-ink:#e6edf3;--llm-muted:#9aa4af;--llm-grid:#2a313a";

    // Pages say that they are dark in different ways: the reader's system, our site, VS Code, JupyterLab.
    private const string Style = $$"""
        <style>
        .llmcourse-svg{ {{Light}} }
        @media (prefers-color-scheme:dark){.llmcourse-svg{ {{Dark}} } }
        :is([data-theme="light"],.vscode-light,[data-jp-theme-light="true"]) .llmcourse-svg{ {{Light}} }
        :is([data-theme="dark"],.vscode-dark,[data-jp-theme-light="false"]) .llmcourse-svg{ {{Dark}} }
        .llmcourse-svg .surface{fill:var(--llm-surface)}
        .llmcourse-svg .ink{fill:var(--llm-ink)}
        .llmcourse-svg .muted{fill:var(--llm-muted)}
        .llmcourse-svg .empty{fill:var(--llm-grid)}
        .llmcourse-svg .grid{stroke:var(--llm-grid)}
        .llmcourse-svg .axis{stroke:var(--llm-muted)}
        .llmcourse-svg .rule{stroke:var(--llm-ink)}
        .llmcourse-svg .halo{stroke:var(--llm-surface)}
        </style>
        """;

    private readonly StringBuilder svg = new();

    public const string Ink = "#1f2328";
    public const string Muted = "#57606a";
    public const string Grid = "#e3e6ea";

    public SvgWriter(double width, double height, string label) =>
        svg.Append(CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" class="llmcourse-svg" viewBox="0 0 {N(width)} {N(height)}" width="{N(width)}" height="{N(height)}" style="max-width:100%;height:auto" role="img" aria-label="{Html.Encode(label)}" font-family="system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif" font-size="12">
            {Style}
            <rect class="surface" width="{N(width)}" height="{N(height)}" rx="6" fill="#ffffff"/>

            """);

    /// <summary>A number with one decimal at most: a tenth of a pixel is enough.</summary>
    public static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    public void Line(string kind, string colour, double x1, double y1, double x2, double y2, double width = 1, string dash = "") =>
        Raw($"<line class=\"{kind}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\" stroke=\"{colour}\" stroke-width=\"{N(width)}\"{Dash(dash)}/>");

    /// <summary>Many thin lines at once.</summary>
    public void Lines(string kind, string colour, string path) => Raw($"<path class=\"{kind}\" d=\"{path}\" fill=\"none\" stroke=\"{colour}\"/>");

    /// <summary>A curve in the colour of a series.</summary>
    public void Curve(string path, string colour, double width, string dash) =>
        Raw($"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"{Dash(dash)}/>");

    /// <summary>A filled shape in the colour of a series.</summary>
    public void Area(string path, string colour, double opacity, string tip = "") =>
        Raw($"<path d=\"{path}\" fill=\"{colour}\"{(opacity < 1 ? $" fill-opacity=\"{opacity.ToString(CultureInfo.InvariantCulture)}\"" : "")}", "path", tip);

    public void Rectangle(Box box, string colour, string tip = "", string kind = "", bool crisp = false) =>
        Raw($"<rect{(kind.Length > 0 ? $" class=\"{kind}\"" : "")} x=\"{N(box.Left)}\" y=\"{N(box.Top)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" fill=\"{colour}\"{(crisp ? " shape-rendering=\"crispEdges\"" : "")}", "rect", tip);

    /// <summary>A small image, each of its pixels drawn as a rectangle with sharp edges.</summary>
    public void Image(Box box, byte[] png) =>
        Raw($"<image x=\"{N(box.Left)}\" y=\"{N(box.Top)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    public void Text(string text, double x, double y, string anchor = "start", double size = 12, bool bold = false, string kind = "muted",
        double rotate = 0, string? colour = null)
    {
        var fill = colour is not null ? $"fill=\"{colour}\"" : kind == "ink" ? $"class=\"ink\" fill=\"{Ink}\"" : $"class=\"muted\" fill=\"{Muted}\"";
        Raw($"<text {fill} x=\"{N(x)}\" y=\"{N(y)}\"{(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")}{(size == 12 ? "" : $" font-size=\"{N(size)}\"")}"
            + $"{(bold ? " font-weight=\"600\"" : "")}{(rotate == 0 ? "" : $" transform=\"rotate({N(rotate)} {N(x)} {N(y)})\"")}>{Html.Encode(text)}</text>");
    }

    /// <summary>A text that stays readable across lines: its outline has the colour of the background.</summary>
    public void TextWithHalo(string text, double x, double y, string anchor = "start", string kind = "ink")
    {
        Raw($"<text class=\"halo\" x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\" aria-hidden=\"true\">{Html.Encode(text)}</text>");
        Text(text, x, y, anchor, kind: kind);
    }

    /// <summary>Starts an area with its own origin, outside of which nothing is drawn.</summary>
    public void StartClip(Box box) =>
        Raw($"<svg x=\"{N(box.Left)}\" y=\"{N(box.Top)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\" viewBox=\"{N(box.Left)} {N(box.Top)} {N(box.Width)} {N(box.Height)}\">");

    public void EndClip() => Raw("</svg>");

    public string Finish() => svg.Append("</svg>").ToString();

    private static string Dash(string dash) => dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"";

    private void Raw(string element) => svg.Append(element).Append('\n');

    private void Raw(string open, string name, string tip) =>
        Raw(tip.Length == 0 ? open + "/>" : $"{open}><title>{Html.Encode(tip)}</title></{name}>");
}
