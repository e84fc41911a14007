namespace LlmCourse.Display.Plotting;

/// <summary>A reference line as plain data; its label goes to the left where a curve is in the way at the right.</summary>
internal sealed record LineData(double Value, string Label, bool IsHorizontal, bool LabelsLeft);
