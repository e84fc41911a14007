using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>Looks at what passes through parts of a model while it runs, and leaves the model as it was.</summary>
internal static class ModuleHooks
{
    /// <summary>Runs the model and shows each part of a kind, in the order of the model, with what went in and what came out.</summary>
    public static Tensor Run<TPart>(nn.Module<Tensor, Tensor> model, Tensor tokens, Action<string, TPart, Tensor, Tensor> look)
        where TPart : nn.Module<Tensor, Tensor>
    {
        var removers = new List<Action>();
        try
        {
            foreach (var (name, module) in model.named_modules())
            {
                if (module is TPart part)
                {
                    var hook = part.register_forward_hook((_, input, output) =>
                    {
                        look(name, part, input, output);
                        return output;
                    });
                    removers.Add(hook.remove);
                }
            }

            return model.call(tokens);
        }
        finally
        {
            removers.ForEach(remove => remove());
        }
    }
}
