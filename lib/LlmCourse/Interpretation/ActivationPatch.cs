using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>
/// Changes what passes one part of a model, for as long as the patch lives: <c>using var patch = ActivationPatch.OnInput(…)</c>. What the
/// model then does differently is what that part was good for. (Olsson et al. 2022; chapter 07.)
/// </summary>
public sealed class ActivationPatch : IDisposable
{
    private readonly Action remove;
    private readonly Gpt? model;
    private readonly bool usedFastKernels;

    private ActivationPatch(LanguageModel model, Action remove)
    {
        this.remove = remove;
        if (model is Gpt gpt)
        {
            // The written-out form calls no part of the model, and so would not see the patch.
            (this.model, usedFastKernels) = (gpt, gpt.UseFastKernels);
            gpt.UseFastKernels = false;
        }
    }

    /// <summary>Gives the part something else to read than what the model has for it; the new value has the same shape.</summary>
    /// <exception cref="ArgumentException">The model has no such part.</exception>
    public static ActivationPatch OnInput(LanguageModel model, string part, Func<Tensor, Tensor> change) =>
        new(model, Activations.PartNamed(model, part).register_forward_pre_hook((_, input) => change(input)).remove);

    /// <summary>Puts something else in the place of what the part gives; the new value has the same shape.</summary>
    /// <exception cref="ArgumentException">The model has no such part.</exception>
    public static ActivationPatch OnOutput(LanguageModel model, string part, Func<Tensor, Tensor> change) =>
        new(model, Activations.PartNamed(model, part).register_forward_hook((_, _, output) => change(output)).remove);

    /// <summary>Ends the change.</summary>
    public void Dispose()
    {
        remove();
        if (model is not null)
        {
            model.UseFastKernels = usedFastKernels;
        }
    }
}
