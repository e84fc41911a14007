using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>
/// Silences single attention heads for as long as it lives: what they would have added to the stream is replaced, before the output
/// projection mixes it with the other heads'. (Olsson et al. 2022, section on ablations; chapter 07.)
/// </summary>
public sealed class HeadAblation : IDisposable
{
    private readonly List<ActivationPatch> patches = [];

    private HeadAblation(Gpt model, IEnumerable<AttentionHead> heads, Func<int, Tensor?> substituteOf)
    {
        var layers = heads.ToLookup(head => head.Layer);
        foreach (var head in layers.SelectMany(layer => layer))
        {
            head.RequireIn(model.Config);
        }

        foreach (var layer in layers)
        {
            var substitute = substituteOf(layer.Key); // [H·D], or null for zeros
            patches.Add(ActivationPatch.OnInput(model, OutputOf(layer.Key), mixed => Replace(mixed, layer, model.Config.HeadSize, substitute)));
        }
    }

    /// <summary>Puts zeros in the place of what the heads say.</summary>
    /// <exception cref="ArgumentException">The model has no such head.</exception>
    public static HeadAblation Zero(Gpt model, params IEnumerable<AttentionHead> heads) => new(model, heads, _ => null);

    /// <summary>Puts the mean of what the heads say about these tokens, [B, T], in its place: they no longer tell one position from another.</summary>
    /// <exception cref="ArgumentException">The model has no such head.</exception>
    public static HeadAblation Mean(Gpt model, Tensor tokens, params IEnumerable<AttentionHead> heads) => new(model, heads, layer =>
    {
        using var mixed = Activations.InputOf(model, OutputOf(layer), tokens); // [B, T, H·D]
        return mixed.mean([0, 1]).DetachFromDisposeScope();
    });

    /// <summary>Lets the heads speak again.</summary>
    public void Dispose()
    {
        patches.Reverse(); // each leaves the model as it found it, so the last one goes first
        patches.ForEach(patch => patch.Dispose());
        patches.Clear();
    }

    private static string OutputOf(int layer) => $"blocks.{layer}.attention.output";

    private static Tensor Replace(Tensor mixed, IEnumerable<AttentionHead> heads, int headSize, Tensor? substitute)
    {
        var result = mixed.clone();
        foreach (var head in heads)
        {
            var place = TensorIndex.Slice(head.Head * headSize, (head.Head + 1) * headSize);
            result[TensorIndex.Ellipsis, place] = substitute is null ? 0 : substitute[place];
        }

        return result;
    }
}
