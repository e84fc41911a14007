using System.Diagnostics;
using System.Numerics;

namespace LlmCourse.Scaling;

/// <summary>
/// What a machine can do at most: so many operations a second, or as many as its memory can feed. Work that does few operations with each byte ends at the slanted roof, other work at the flat one.
/// (Williams et al. 2009, Roofline; chapter 15.)
/// </summary>
/// <param name="FlopsPerSecond">Operations a second when nothing has to be fetched.</param>
/// <param name="BytesPerSecond">Bytes a second that memory gives.</param>
public sealed record Roofline(double FlopsPerSecond, double BytesPerSecond)
{
    private const int BufferBytes = 256 << 20; // many times what caches hold
    private static double sink;                // keeps the compiler from leaving the sums out

    /// <summary>Operations for each byte from which on arithmetic is the limit, and no longer memory.</summary>
    public double Ridge => FlopsPerSecond / BytesPerSecond;

    /// <summary>Operations a second that work with so many operations for each byte can reach.</summary>
    public double Attainable(double flopsPerByte) => Math.Min(FlopsPerSecond, flopsPerByte * BytesPerSecond);

    /// <summary>Measures this machine: the best of several short tries, since everything that interferes makes it slower.</summary>
    /// <param name="threads">Threads that work together.</param>
    /// <param name="tries">How often each is tried.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static Roofline Measure(int threads, int tries = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tries, 1);
        var buffer = new float[BufferBytes / sizeof(float)];
        Array.Fill(buffer, 1); // a page that was never written is no memory yet
        var share = buffer.Length / threads;
        const int Rounds = 4_000_000;
        var (flops, bytes) = (0.0, 0.0);
        for (var i = 0; i < tries; i++)
        {
            bytes = Math.Max(bytes, (double)share * sizeof(float) * threads / Seconds(threads, thread => Sum(buffer.AsSpan(thread * share, share))));
            flops = Math.Max(flops, 2.0 * FusedSums * Vector<float>.Count * Rounds * threads / Seconds(threads, _ => Multiply(Rounds)));
        }

        return new Roofline(flops, bytes);
    }

    private const int FusedSums = 10;

    private static double Seconds(int threads, Func<int, float> work)
    {
        var results = new float[threads];
        var helpers = Enumerable.Range(1, threads - 1).Select(thread => new Thread(() => results[thread] = work(thread))).ToArray();
        var begun = Stopwatch.GetTimestamp();
        Array.ForEach(helpers, helper => helper.Start());
        results[0] = work(0);
        Array.ForEach(helpers, helper => helper.Join());
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        sink += results.Sum();
        return seconds;
    }

    /// <summary>Reads all numbers.</summary>
    private static float Sum(ReadOnlySpan<float> numbers)
    {
        var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var lanes = Vector<float>.Count;
        for (var i = 0; i <= numbers.Length - (4 * lanes); i += 4 * lanes)
        {
            a += new Vector<float>(numbers[i..]);
            b += new Vector<float>(numbers[(i + lanes)..]);
            c += new Vector<float>(numbers[(i + (2 * lanes))..]);
            d += new Vector<float>(numbers[(i + (3 * lanes))..]);
        }

        return Vector.Sum(a + b + c + d);
    }

    /// <summary>Multiplies and adds without a look at memory, in as many sums as keep the processor's units busy.</summary>
    private static float Multiply(int rounds)
    {
        var (factor, term) = (new Vector<float>(0.999f), new Vector<float>(0.001f));
        Vector<float> a = term, b = term, c = term, d = term, e = term, f = term, g = term, h = term, i = term, j = term;
        for (var round = 0; round < rounds; round++)
        {
            a = Vector.FusedMultiplyAdd(a, factor, term);
            b = Vector.FusedMultiplyAdd(b, factor, term);
            c = Vector.FusedMultiplyAdd(c, factor, term);
            d = Vector.FusedMultiplyAdd(d, factor, term);
            e = Vector.FusedMultiplyAdd(e, factor, term);
            f = Vector.FusedMultiplyAdd(f, factor, term);
            g = Vector.FusedMultiplyAdd(g, factor, term);
            h = Vector.FusedMultiplyAdd(h, factor, term);
            i = Vector.FusedMultiplyAdd(i, factor, term);
            j = Vector.FusedMultiplyAdd(j, factor, term);
        }

        return Vector.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}
