using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Turns each pair of numbers of a query or key by an angle that grows with the position, so that their dot product
/// depends on the distance alone. (RoPE, Su et al. 2021, equation 34; chapter 03.)
/// </summary>
public sealed class RotaryEmbedding : IDisposable
{
    private Tensor cosines; // [T, D/2]
    private Tensor sines;   // [T, D/2]

    /// <summary>Prepares the angles position · base^(-2i/D) for all positions.</summary>
    public RotaryEmbedding(int headSize, int contextLength, double rotaryBase = 10_000, RotaryScaling? scaling = null)
    {
        using var scope = NewDisposeScope();
        double[] frequencies = [.. Enumerable.Range(0, headSize / 2).Select(i => Math.Pow(rotaryBase, -2.0 * i / headSize))];
        if (scaling is not null)
        {
            frequencies = [.. frequencies.Select(scaling.Apply)];
        }

        var angles = outer(arange(contextLength, dtype: float64), tensor(frequencies)); // [T, D/2]
        cosines = angles.cos().to(float32).DetachFromDisposeScope();
        sines = angles.sin().to(float32).DetachFromDisposeScope();
    }

    /// <summary>Turns queries or keys at positions 0 to T-1: number i is paired with number i + D/2. [..., T, D] -> [..., T, D].</summary>
    public Tensor Apply(Tensor x)
    {
        MoveTo(x.device);
        using var scope = NewDisposeScope();
        var length = x.shape[^2];
        var (cos, sin) = (cosines[..(int)length], sines[..(int)length]); // [T, D/2]
        var halves = x.chunk(2, -1);                                     // two of [..., T, D/2]
        var first = (halves[0] * cos) - (halves[1] * sin);
        var second = (halves[0] * sin) + (halves[1] * cos);
        return cat([first, second], -1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cosines.Dispose();
        sines.Dispose();
    }

    private void MoveTo(Device device)
    {
        if (cosines.device_type != device.type)
        {
            cosines = cosines.to(device, disposeAfter: true).DetachFromDisposeScope();
            sines = sines.to(device, disposeAfter: true).DetachFromDisposeScope();
        }
    }
}
