namespace LlmCourse.Model.Distributed;

/// <summary>What a cost model takes for granted about a cluster. Every number is an input, none is measured here. (Chapter 09.)</summary>
public sealed record ClusterAssumptions
{
    /// <summary>Number of devices, D.</summary>
    public required int Devices { get; init; }

    /// <summary>Floating point operations per second that a device really reaches in its products: the peak times the utilisation.</summary>
    public required double FlopsPerSecond { get; init; }

    /// <summary>Bytes per second that a device sends, while it receives as many.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>Seconds before the first byte of a message arrives.</summary>
    public double LatencySeconds { get; init; } = 5e-6;

    /// <summary>Bytes of a number on the wire; 2 for bfloat16.</summary>
    public int BytesPerNumber { get; init; } = 2;

    /// <summary>Checks that the numbers make sense.</summary>
    /// <exception cref="ArgumentException">One does not.</exception>
    public void Validate()
    {
        if (Devices < 1 || !(FlopsPerSecond > 0) || !(BytesPerSecond > 0) || !(LatencySeconds >= 0) || BytesPerNumber < 1)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A cluster needs at least one device ({Devices}), more than 0 operations ({FlopsPerSecond}) and bytes ({BytesPerSecond}) per second, a latency of at least 0 ({LatencySeconds}) and 1 byte per number ({BytesPerNumber})."));
        }
    }
}
