namespace LlmCourse.Display.Plotting;

/// <summary>A reference line as plain data.</summary>
internal sealed record LineData(double Value, string Label, bool IsHorizontal);
