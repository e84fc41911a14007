using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Turns each pair of numbers of a query or key by an angle that grows with the position, so that their dot product
/// depends on the distance alone. (RoPE, Su et al. 2021, equation 34; chapter 03.)
/// </summary>
public sealed class RotaryEmbedding : IDisposable
{
    private const int PreparedAtFirst = 1024; // positions; published models have contexts of 131,072, and few texts are as long
    private readonly double[] frequencies;    // radians per token, D/2 of them
    private Tensor cosines;                   // [T, D/2]
    private Tensor sines;                     // [T, D/2]

    /// <summary>Prepares the angles position · base^(-2i/D); those of a long context when they are first needed.</summary>
    public RotaryEmbedding(int headSize, int contextLength, double rotaryBase = 10_000, RotaryScaling? scaling = null)
    {
        frequencies = Frequencies(headSize, rotaryBase, scaling);
        (cosines, sines) = Angles(Math.Min(contextLength, PreparedAtFirst));
    }

    /// <summary>Turns queries or keys at T positions from <paramref name="first"/> on: number i is paired with number i + D/2. [..., T, D] -> [..., T, D].</summary>
    public Tensor Apply(Tensor x, long first = 0)
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = AnglesOf(first, x.shape[^2], x.device); // [T, D/2]
        var halves = x.chunk(2, -1);                      // two of [..., T, D/2]
        var left = (halves[0] * cos) - (halves[1] * sin);
        var right = (halves[0] * sin) + (halves[1] * cos);
        return cat([left, right], -1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cosines.Dispose();
        sines.Dispose();
    }

    /// <summary>Radians per token of each pair of numbers, base^(-2i/D), slowed down where the config says so. -> [D/2].</summary>
    internal static double[] Frequencies(int headSize, double rotaryBase, RotaryScaling? scaling) =>
        [.. Enumerable.Range(0, headSize / 2).Select(i => Math.Pow(rotaryBase, -2.0 * i / headSize)).Select(frequency => scaling?.Apply(frequency) ?? frequency)];

    private (Tensor Cosines, Tensor Sines) Angles(long length)
    {
        using var scope = NewDisposeScope();
        var angles = outer(arange(length, dtype: float64), tensor(frequencies)); // [T, D/2]
        return (angles.cos().to(float32).DetachFromDisposeScope(), angles.sin().to(float32).DetachFromDisposeScope());
    }

    private (Tensor Cosines, Tensor Sines) AnglesOf(long first, long length, Device device)
    {
        lock (frequencies) // two threads may generate with one model
        {
            Prepare(first + length, device);
            return (cosines.narrow(0, first, length), sines.narrow(0, first, length));
        }
    }

    private void Prepare(long length, Device device)
    {
        if (length > cosines.shape[0])
        {
            var longer = Math.Max(length, 2 * cosines.shape[0]);
            Dispose();
            (cosines, sines) = Angles(longer);
        }

        if (cosines.device_type != device.type)
        {
            cosines = cosines.to(device, disposeAfter: true).DetachFromDisposeScope();
            sines = sines.to(device, disposeAfter: true).DetachFromDisposeScope();
        }
    }
}
