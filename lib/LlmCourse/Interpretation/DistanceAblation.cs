using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>
/// Takes one distance away from a layer for as long as it lives: what its heads read exactly so many positions back is replaced, in what they
/// say, by its mean over the sequences at hand. All else that they read stays. It asks what a look is worth, whichever heads share it.
/// (<see cref="HeadAblation"/> asks what a head is worth; chapter 07.)
/// </summary>
public sealed class DistanceAblation : IDisposable
{
    private readonly ActivationPatch watch;
    private readonly ActivationPatch change;

    private DistanceAblation(Gpt model, int layer, int distance)
    {
        var name = $"blocks.{layer}.attention";
        var attention = (CausalSelfAttention)Activations.PartNamed(model, name);
        Tensor? read = null; // what the layer reads in this run, [B, T, C]
        watch = ActivationPatch.OnInput(model, name, x => read = x);
        change = ActivationPatch.OnInput(model, $"{name}.output", mixed =>
        {
            using var scope = NewDisposeScope();
            var part = attention.PartFrom(read!, distance); // [B, T, H·D]
            return (mixed - part + part.mean([0, 1])).MoveToOuterDisposeScope();
        });
    }

    /// <summary>Takes a distance away: 0 is the token itself, 1 the one before it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="distance">How far back.</param>
    /// <exception cref="ArgumentException">The model has no such layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The distance is negative.</exception>
    public static DistanceAblation Of(Gpt model, int layer, int distance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        return new(model, layer, distance);
    }

    /// <summary>Lets the heads read all again.</summary>
    public void Dispose()
    {
        change.Dispose(); // each leaves the model as it found it, so the last one goes first
        watch.Dispose();
    }
}
