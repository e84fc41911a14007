namespace LlmCourse.Display.Drawing;

/// <summary>One name in the legend, with the kinds of series that share it.</summary>
internal sealed record LegendEntry(Box Box, int Style, string Name, IReadOnlyList<SeriesKind> Kinds);
