namespace LlmCourse.Display;

/// <summary>One axis of a figure: what it measures, in which unit, and how its values are laid out.</summary>
public sealed record Axis
{
    /// <summary>Creates an axis from what it measures and the unit; a number without a unit has none.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public Axis(string name, string unit = "", bool log = false)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentException("An axis has no name; say what it measures, as in new Axis(\"loss\", \"nats per character\").", nameof(name));
        }

        (Name, Unit, Log) = (name, unit ?? "", log);
    }

    /// <summary>What the axis measures.</summary>
    public string Name { get; }

    /// <summary>The unit of its values; empty for a number that has none.</summary>
    public string Unit { get; }

    /// <summary>True for a logarithmic axis; values that are not positive leave gaps there.</summary>
    public bool Log { get; init; }

    /// <summary>Where the axis starts; null to start a little below the least value.</summary>
    public double? Min { get; init; }

    /// <summary>Where the axis ends; null to end a little above the greatest value.</summary>
    public double? Max { get; init; }

    /// <summary>The names of the positions 0, 1, 2, …; for bars and heatmaps. Null for an axis of numbers.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>The name with its unit, as it is written along the axis.</summary>
    public string Label => Unit.Length == 0 ? Name : $"{Name} ({Unit})";
}
