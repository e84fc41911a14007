using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>What a look inside takes: one sequence of tokens.</summary>
internal static class OneSequence
{
    /// <summary>The sequence as a batch of one on the model's device. [T] or [1, T] -> [1, T].</summary>
    /// <exception cref="ArgumentException">The tokens have another shape.</exception>
    public static Tensor Of(LanguageModel model, Tensor tokens) => tokens.shape switch
    {
        [_] => tokens.unsqueeze(0).to(model.Device),
        [1, _] => tokens.to(model.Device),
        _ => throw new ArgumentException($"One sequence of tokens [T] is needed, but the shape is [{string.Join(", ", tokens.shape)}]; take one row of the batch."),
    };
}
