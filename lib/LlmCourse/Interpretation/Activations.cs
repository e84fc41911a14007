using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>Reads what passes one part of a model, known by its name: "blocks.1.attention". <see cref="ActivationPatch"/> writes it. (Chapter 07.)</summary>
public static class Activations
{
    /// <summary>What goes into a part when the model reads these tokens, [B, T]; the shape is the part's own.</summary>
    /// <exception cref="ArgumentException">The model has no such part.</exception>
    public static Tensor InputOf(LanguageModel model, string part, Tensor tokens) => Read(model, part, tokens).Input;

    /// <summary>What comes out of a part when the model reads these tokens, [B, T]; the shape is the part's own.</summary>
    /// <exception cref="ArgumentException">The model has no such part.</exception>
    public static Tensor OutputOf(LanguageModel model, string part, Tensor tokens) => Read(model, part, tokens).Output;

    /// <summary>The part of that name.</summary>
    /// <exception cref="ArgumentException">The model has no such part, or one that takes something else than a tensor.</exception>
    internal static nn.Module<Tensor, Tensor> PartNamed(LanguageModel model, string part)
    {
        var parts = model.named_modules().Where(module => module.module is nn.Module<Tensor, Tensor>).ToList();
        return parts.Find(module => module.name == part).module as nn.Module<Tensor, Tensor>
            ?? throw new ArgumentException($"The model has no part {part}; it has {string.Join(", ", parts.Select(module => module.name))}.");
    }

    private static (Tensor Input, Tensor Output) Read(LanguageModel model, string part, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        var (input, output) = (empty(0), empty(0));
        var hook = PartNamed(model, part).register_forward_hook((_, before, after) =>
        {
            (input, output) = (before.clone().DetachFromDisposeScope(), after.clone().DetachFromDisposeScope());
            return after;
        });
        try
        {
            model.call(tokens.to(model.Device));
        }
        finally
        {
            hook.remove();
        }

        return (input.MoveToOuterDisposeScope(), output.MoveToOuterDisposeScope());
    }
}
