using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>
/// How large the numbers are that pass one layer, forward and backward. Scales that grow or shrink from layer to layer are the first
/// sign of a wrong initialisation. (Glorot and Bengio 2010; chapter 03.)
/// </summary>
/// <param name="Name">The layer's name in the model.</param>
/// <param name="ActivationMean">Mean of what it puts out.</param>
/// <param name="ActivationRms">Root mean square of what it puts out.</param>
/// <param name="GradientRms">Root mean square of the loss's gradient there.</param>
public sealed record LayerStatistic(string Name, double ActivationMean, double ActivationRms, double GradientRms)
{
    /// <summary>
    /// Measures every layer on one batch, [B, T] tokens and targets: the blocks of a transformer, the layers of a recurrent model. The
    /// model's own gradients are left as they were.
    /// </summary>
    public static IReadOnlyList<LayerStatistic> Of(LanguageModel model, Tensor tokens, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var outputs = new List<(string Name, Tensor Value)>();
        var logits = ModuleHooks.Run<nn.Module<Tensor, Tensor>>(model, tokens.to(model.Device), (name, _, _, output) =>
        {
            if (IsLayer(name))
            {
                outputs.Add((name, output.alias()));
                outputs[^1].Value.DetachFromDisposeScope();
            }
        });
        var loss = nn.functional.cross_entropy(logits.view(-1, model.Configuration.VocabularySize), targets.to(model.Device).reshape(-1));
        var gradients = autograd.grad([loss], [.. outputs.Select(output => output.Value)]);
        return [.. outputs.Zip(gradients, (output, gradient) => Measure(output.Name, output.Value, gradient))];
    }

    /// <summary>Blocks and layers are numbered: "blocks.3", "layers.0".</summary>
    private static bool IsLayer(string name) => name.Split('.') is [_, var number] && int.TryParse(number, out _);

    private static LayerStatistic Measure(string name, Tensor output, Tensor gradient)
    {
        using (output)
        {
            using var scope = NewDisposeScope();
            return new LayerStatistic(name, output.mean().item<float>(), Rms(output), Rms(gradient));
        }
    }

    private static double Rms(Tensor x) => x.square().mean().sqrt().item<float>();
}
