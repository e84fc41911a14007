namespace LlmCourse.Display.Plotting;

/// <summary>A series as plain data.</summary>
internal sealed record SeriesData
{
    public required SeriesKind Kind { get; init; }

    public required string Name { get; init; }

    public required int Style { get; init; }

    public required double?[] X { get; init; }

    public required double?[] Y { get; init; }

    public required double?[] High { get; init; }

    public required string[]? Labels { get; init; }

    public required double?[][] Rows { get; init; }
}
