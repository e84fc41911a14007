using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>
/// Holds where every head looks as it was in an untouched run over some tokens, for as long as it lives. A head that is silenced meanwhile
/// (<see cref="HeadAblation"/>) takes nothing from the heads above it but what they would have read from it: they look where they looked
/// before. So each head counts for what it says itself, and no longer for what it makes others look at. (Olsson et al. 2022, pattern-preserving
/// ablation; chapter 07.)
/// </summary>
public sealed class HeldPatterns : IDisposable
{
    private readonly List<ActivationPatch> patches = [];
    private readonly List<Tensor> recorded;

    private HeldPatterns(Gpt model, Tensor tokens)
    {
        var sizes = model.Config.QueryKeyValueSizes; // of queries, keys and values
        recorded = [.. Enumerable.Range(0, model.Config.Layers).Select(layer => QueriesAndKeys(model, layer, tokens, sizes))];
        for (var layer = 0; layer < recorded.Count; layer++)
        {
            var held = recorded[layer];
            patches.Add(ActivationPatch.OnOutput(model, Projection(layer), now => WithPatternOf(held, now, sizes)));
        }
    }

    /// <summary>Holds the patterns of the run over these tokens, [B, T]; until they are let go, the model can read no others.</summary>
    public static HeldPatterns Of(Gpt model, Tensor tokens) => new(model, tokens);

    /// <summary>Lets the heads look where they like again.</summary>
    public void Dispose()
    {
        patches.Reverse(); // each leaves the model as it found it, so the last one goes first
        patches.ForEach(patch => patch.Dispose());
        recorded.ForEach(tensor => tensor.Dispose());
        patches.Clear();
        recorded.Clear();
    }

    private static string Projection(int layer) => $"blocks.{layer}.attention.queryKeyValue";

    /// <summary>What a layer's pattern follows from, [B, T, (H + K)·D]: its queries and keys before positions are applied.</summary>
    private static Tensor QueriesAndKeys(Gpt model, int layer, Tensor tokens, IReadOnlyList<long> sizes)
    {
        using var projected = Activations.OutputOf(model, Projection(layer), tokens); // [B, T, (H + 2K)·D]
        return projected.narrow(-1, 0, sizes[0] + sizes[1]).clone().DetachFromDisposeScope();
    }

    private static Tensor WithPatternOf(Tensor held, Tensor now, IReadOnlyList<long> sizes)
    {
        if (now.shape[0] != held.shape[0] || now.shape[1] != held.shape[1])
        {
            throw new ArgumentException(
                $"The patterns are held for {held.shape[0]} sequences of {held.shape[1]} tokens, but the model was given {now.shape[0]} of {now.shape[1]}; let go of the patterns first, or give the same tokens.");
        }

        using var values = now.narrow(-1, sizes[0] + sizes[1], sizes[2]);
        return cat([held, values], -1);
    }
}
