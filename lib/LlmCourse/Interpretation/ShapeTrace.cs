using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>One part of a model that a batch passed: what went in, what came out, how many numbers it learns. (Chapter 03.)</summary>
/// <param name="Part">The part's name, indented by its depth in the model.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Input">Shape of what went in.</param>
/// <param name="Output">Shape of what came out.</param>
/// <param name="Parameters">Trainable numbers in it and its parts.</param>
public sealed record ShapeTrace(string Part, string Kind, string Input, string Output, long Parameters)
{
    /// <summary>The parts of a model in its own order, with the shapes of a batch of tokens [B, T] on its way through.</summary>
    public static IReadOnlyList<ShapeTrace> Of(LanguageModel model, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        var seen = new Dictionary<string, ShapeTrace>();
        var logits = ModuleHooks.Run<nn.Module<Tensor, Tensor>>(model, tokens.to(model.Device), (name, part, input, output) =>
            seen[name] = Describe(new string(' ', 2 * Depth(name)) + name.Split('.')[^1], part, input, output));
        var whole = Describe("model", model, tokens, logits);
        return [whole, .. model.named_modules().Where(module => seen.ContainsKey(module.name)).Select(module => seen[module.name])];
    }

    private static int Depth(string name) => 1 + name.Count(letter => letter == '.');

    private static ShapeTrace Describe(string part, nn.Module module, Tensor input, Tensor output) => new(
        part, module.GetType().Name, Shape(input), Shape(output), module.parameters().Sum(parameter => parameter.numel()));

    private static string Shape(Tensor x) => $"[{string.Join(", ", x.shape)}]";
}
