using LlmCourse.Display.Drawing;

namespace LlmCourse.Display.Plotting;

/// <summary>An axis as plain data.</summary>
internal sealed record AxisData(string Label, bool Log, double Min, double Max, string[]? Names)
{
    public static AxisData Of(Axis axis, IReadOnlyList<string>? names, Scale scale) =>
        new(axis.Label, axis.Log && names is null, scale.Min, scale.Max, names is null ? null : [.. names]);
}
