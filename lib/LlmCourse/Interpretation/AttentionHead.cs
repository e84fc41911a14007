using LlmCourse.Model;

namespace LlmCourse.Interpretation;

/// <summary>One attention head of a transformer. (Chapter 07.)</summary>
/// <param name="Layer">Its layer, from 0.</param>
/// <param name="Head">The head within its layer, from 0.</param>
public readonly record struct AttentionHead(int Layer, int Head)
{
    /// <summary>All heads of a model, layer by layer.</summary>
    public static IReadOnlyList<AttentionHead> AllOf(GptConfig config) =>
        [.. from layer in Enumerable.Range(0, config.Layers) from head in Enumerable.Range(0, config.Heads) select new AttentionHead(layer, head)];

    /// <summary>Layer and head, counted from 1: "1.4" is the fourth head of the first layer.</summary>
    public override string ToString() => $"{Layer + 1}.{Head + 1}";

    /// <summary>Checks that a model has this head.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal void RequireIn(GptConfig config)
    {
        if (Layer < 0 || Layer >= config.Layers || Head < 0 || Head >= config.Heads)
        {
            throw new ArgumentException($"There is no head {Head} in layer {Layer}, counted from 0: the model has {config.Layers} layers of {config.Heads} heads.");
        }
    }
}
