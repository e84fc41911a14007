namespace LlmCourse.Kernel.Notebooks;

/// <summary>Recognises charts that only a script can draw.</summary>
internal static class InteractiveChart
{
    /// <summary>True when the HTML is one of our figures or brings a Plotly chart of its own.</summary>
    public static bool IsIn(string html) =>
        html.Contains("llmcourse-plotly", StringComparison.Ordinal)
        || html.Contains("llmcourse-figure", StringComparison.Ordinal)
        || html.Contains("Plotly.newPlot", StringComparison.Ordinal);

    /// <summary>The static picture inside the HTML, or null when there is none.</summary>
    public static string? PictureIn(string html)
    {
        var start = html.IndexOf("<svg", StringComparison.Ordinal);
        var end = html.LastIndexOf("</svg>", StringComparison.Ordinal);
        return start >= 0 && end > start ? html[start..(end + "</svg>".Length)] : null;
    }
}
