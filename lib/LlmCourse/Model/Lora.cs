using static TorchSharp.torch;

namespace LlmCourse.Model;

/// <summary>
/// Puts low-rank adapters beside the matrices of a model's blocks, and merges them into the matrices again. Only the adapters learn: few numbers,
/// which can be kept apart and taken off. (Hu et al. 2021; chapter 10.)
/// </summary>
public static class Lora
{
    private const string AdapterMark = ".lora";

    /// <summary>A copy of a model with fresh adapters, whose outputs are the model's own until the adapters have learnt. All else is frozen.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="options">The adapters.</param>
    /// <param name="seed">Seed of the adapters' first weights.</param>
    /// <exception cref="ArgumentException">The model has adapters already, or experts, or a number makes no sense.</exception>
    public static Gpt Attach(Gpt model, LoraOptions options, int seed = 42)
    {
        if (model.Config.Lora is not null)
        {
            throw new ArgumentException("The model has adapters already; merge them first with Lora.Merge.");
        }

        var adapted = new Gpt(model.Config with { Lora = options }, seed);
        Copy(model, adapted);
        foreach (var (name, parameter) in adapted.named_parameters())
        {
            parameter.requires_grad = name.Contains(AdapterMark, StringComparison.Ordinal);
        }

        return adapted;
    }

    /// <summary>A plain model with the same outputs, whose matrices hold what the adapters have learnt: it costs nothing more than the first one.</summary>
    /// <exception cref="ArgumentException">The model has no adapters.</exception>
    public static Gpt Merge(Gpt adapted)
    {
        if (adapted.Config.Lora is null)
        {
            throw new ArgumentException("The model has no adapters to merge; Lora.Attach gives it some.");
        }

        var merged = new Gpt(adapted.Config with { Lora = null });
        Copy(adapted, merged);
        using var noGradients = no_grad();
        var parameters = merged.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, module) in adapted.named_modules())
        {
            if (module is LoraLinear layer)
            {
                using var whole = layer.Merged();
                parameters[$"{name}.weight"].copy_(whole);
            }
        }

        return merged;
    }

    /// <summary>Copies the parameters that both models have.</summary>
    private static void Copy(Gpt from, Gpt to)
    {
        using var noGradients = no_grad();
        var targets = to.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, parameter) in from.named_parameters())
        {
            if (targets.TryGetValue(name, out var target))
            {
                target.copy_(parameter);
            }
        }
    }
}
