namespace LlmCourse.Display.Drawing;

/// <summary>One tick of an axis: where it stands, and what is written there (empty for a small tick).</summary>
internal readonly record struct Tick(double Value, string Label);
