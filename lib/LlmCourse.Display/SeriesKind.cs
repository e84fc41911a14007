namespace LlmCourse.Display;

/// <summary>How a series is drawn.</summary>
internal enum SeriesKind
{
    Line,
    Points,
    Bars,
    Band,
    Heatmap,
}
