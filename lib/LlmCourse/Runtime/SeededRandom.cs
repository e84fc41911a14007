namespace LlmCourse.Runtime;

/// <summary>
/// The course's own random numbers, SplitMix64 (Steele, Lea and Flood 2014): the same seed gives the same numbers on every machine and in
/// every version of .NET, and the whole state is one number, which a checkpoint can hold.
/// </summary>
public sealed class SeededRandom
{
    /// <summary>Starts at a seed.</summary>
    public SeededRandom(long seed) => State = (ulong)seed;

    /// <summary>All that the next numbers depend on; setting it goes back to that moment.</summary>
    public ulong State { get; set; }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        State += 0x9E3779B97F4A7C15; // 2⁶⁴ / golden ratio: every state is visited once in 2⁶⁴ calls
        var bits = State;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>A number from 0 to <paramref name="limit"/> − 1, each equally likely.</summary>
    /// <exception cref="ArgumentException">The limit is below 1.</exception>
    public long NextInt64(long limit)
    {
        if (limit < 1)
        {
            throw new ArgumentException($"The limit of a random number ({limit}) must be at least 1.");
        }

        // Numbers at the very end, where not every remainder fits once more, are drawn again.
        var fair = ulong.MaxValue - (ulong.MaxValue % (ulong)limit);
        ulong bits;
        do
        {
            bits = NextBits();
        }
        while (bits >= fair);
        return (long)(bits % (ulong)limit);
    }

    /// <summary>A number from 0 to <paramref name="limit"/> − 1, each equally likely.</summary>
    /// <exception cref="ArgumentException">The limit is below 1.</exception>
    public int NextInt32(int limit) => (int)NextInt64(limit);

    /// <summary>A number from 0 to below 1, in steps of 2⁻⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A normal number with mean 0 and deviation 1 (Box and Muller 1958; of the two that it gives, one is used).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Brings values into a random order, each order equally likely (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var last = values.Length - 1; last > 0; last--)
        {
            var other = NextInt32(last + 1);
            (values[last], values[other]) = (values[other], values[last]);
        }
    }
}
