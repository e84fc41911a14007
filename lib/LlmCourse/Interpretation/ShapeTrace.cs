using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>One part of a model that a batch passed: what went in, what came out, how many numbers it learns. (Chapter 03.)</summary>
/// <param name="Part">The part's name, indented below the one that it belongs to.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Input">Shape of what went in.</param>
/// <param name="Output">Shape of what came out.</param>
/// <param name="Parameters">Trainable numbers in it and its parts.</param>
public sealed record ShapeTrace(string Part, string Kind, string Input, string Output, long Parameters)
{
    private const string Indent = "\u00A0\u00A0\u00A0\u00A0"; // no-break spaces, which HTML does not fold

    /// <summary>
    /// The parts of a model as a tree, each below the one that it belongs to and in the order in which a batch of tokens [B, T] passes
    /// them, with the shapes on its way through.
    /// </summary>
    public static IReadOnlyList<ShapeTrace> Of(LanguageModel model, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        var seen = new OrderedDictionary<string, ShapeTrace>(); // a part is seen when it is done: after its own parts, before the next one
        var logits = ModuleHooks.Run<nn.Module<Tensor, Tensor>>(model, tokens.to(model.Device), (name, part, input, output) =>
            seen[name] = Describe(name, part, input, output));

        string WholeOf(string name) => seen.Keys.Where(other => name.StartsWith(other + ".", StringComparison.Ordinal)).MaxBy(other => other.Length) ?? "";
        IEnumerable<ShapeTrace> PartsOf(string whole, string indent) => seen.Keys.Where(name => WholeOf(name) == whole).SelectMany(name =>
            PartsOf(name, indent + Indent).Prepend(seen[name] with { Part = indent + name[(whole.Length == 0 ? 0 : whole.Length + 1)..] }));
        return [Describe("model", model, tokens, logits), .. PartsOf("", Indent)];
    }

    private static ShapeTrace Describe(string part, nn.Module module, Tensor input, Tensor output) => new(
        part, module.GetType().Name, Shape(input), Shape(output), module.parameters().Sum(parameter => parameter.numel()));

    private static string Shape(Tensor x) => $"[{string.Join(", ", x.shape)}]";
}
