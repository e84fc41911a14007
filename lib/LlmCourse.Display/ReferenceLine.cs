namespace LlmCourse.Display;

/// <summary>A line across a figure that a measurement is held against: a published number, a limit, a theory.</summary>
public sealed record ReferenceLine
{
    private ReferenceLine(double value, string label, bool isHorizontal)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"The reference line '{label}' lies at {value}, but it needs a finite number.", nameof(value));
        }

        (Value, Label, IsHorizontal) = (value, label ?? "", isHorizontal);
    }

    /// <summary>The value on the axis that the line crosses.</summary>
    public double Value { get; }

    /// <summary>What is written at the line.</summary>
    public string Label { get; }

    /// <summary>True for a line at a value of the y axis.</summary>
    public bool IsHorizontal { get; }

    /// <summary>A line at a value of the y axis.</summary>
    public static ReferenceLine Horizontal(double y, string label) => new(y, label, true);

    /// <summary>A line at a value of the x axis.</summary>
    public static ReferenceLine Vertical(double x, string label) => new(x, label, false);
}
