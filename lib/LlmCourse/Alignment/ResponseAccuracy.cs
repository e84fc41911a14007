using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Model.Fast;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Which responses a model writes exactly as they should be, to the end of the turn. Whoever always takes the likeliest token writes the right response
/// if and only if each of its tokens is the likeliest after the right ones before it; so one pass over the right responses is enough. (Chapter 10.)
/// </summary>
public static class ResponseAccuracy
{
    /// <summary>For each conversation, whether the model's likeliest tokens are the assistant's.</summary>
    public static IReadOnlyList<bool> Measure(LanguageModel model, IReadOnlyList<ChatTokens> examples)
    {
        using var evaluation = new EvaluationMode(model);
        using var fast = model is Gpt gpt ? FastGpt.TryCreate(gpt) : null;
        var right = new List<bool>();
        foreach (var batch in InstructionBatches.InOrder(examples))
        {
            using (batch)
            {
                right.AddRange(Right(fast, model, batch));
            }
        }

        return right;
    }

    /// <summary>The share of the conversations that are right.</summary>
    public static double Share(LanguageModel model, IReadOnlyList<ChatTokens> examples) => Measure(model, examples).Average(isRight => isRight ? 1.0 : 0);

    private static bool[] Right(FastGpt? fast, LanguageModel model, Batch batch)
    {
        using var scope = NewDisposeScope();
        var logits = fast?.Logits(batch.Inputs) ?? model.call(batch.Inputs.to(model.Device)).cpu(); // [B, T, V]
        var isRight = logits.argmax(-1).eq(batch.Targets).logical_or(batch.Targets.eq(LanguageModel.NoTarget));
        return isRight.all(1).data<bool>().ToArray();
    }
}
