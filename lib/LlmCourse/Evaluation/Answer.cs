using LlmCourse.Model;
using LlmCourse.Model.Fast;
using static TorchSharp.torch;

namespace LlmCourse.Evaluation;

/// <summary>
/// What a model answered to one prompt, and what it should have answered: all that the metrics need. One set of answers, measured by several
/// metrics, shows what the choice of a metric makes of the same model. (Schaeffer et al. 2023; chapters 07 and 08.)
/// </summary>
/// <param name="Expected">The right answer, [A] tokens.</param>
/// <param name="Given">What the model wrote, its likeliest token each time.</param>
/// <param name="Probabilities">The model's bets on each token of the right answer, given those before it, [A][V]; null where only text is known.</param>
public sealed record Answer(IReadOnlyList<long> Expected, IReadOnlyList<long> Given, float[][]? Probabilities = null)
{
    /// <summary>Asks a model. Prompts [N, P] and right answers [N, A], int64; P + A may be one more than the context.</summary>
    /// <exception cref="ArgumentException">Prompt and answer are longer than the context, or their numbers differ.</exception>
    public static IReadOnlyList<Answer> Collect(LanguageModel model, Tensor prompts, Tensor expected)
    {
        var (count, length) = (prompts.shape[0], (int)expected.shape[1]);
        if (expected.shape[0] != count)
        {
            throw new ArgumentException($"There are {count} prompts and {expected.shape[0]} right answers; give one answer to each prompt.");
        }

        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        using var fast = model is Gpt gpt ? FastGpt.TryCreate(gpt) : null;
        Tensor Read(Tensor tokens) => fast?.Logits(tokens) ?? model.call(tokens);
        var given = Write(Read, prompts.to(model.Device), length).cpu().data<long>().ToArray().Chunk(length);
        var right = expected.cpu().data<long>().ToArray().Chunk(length);
        var bets = Bets(Read, prompts.to(model.Device), expected.to(model.Device)).cpu().data<float>().ToArray().Chunk(model.Configuration.VocabularySize).Chunk(length);
        return [.. right.Zip(given, bets).Select(answer => new Answer(answer.First, answer.Second, answer.Third))];
    }

    /// <summary>The likeliest token, time after time. [N, P] -> [N, A].</summary>
    private static Tensor Write(Func<Tensor, Tensor> read, Tensor prompts, int length)
    {
        var text = prompts;
        for (var i = 0; i < length; i++)
        {
            text = cat([text, read(text)[.., -1].argmax(-1, keepdim: true)], 1);
        }

        return text[.., ^length..];
    }

    /// <summary>The bets on each token of the right answer. [N, P], [N, A] -> [N, A, V].</summary>
    private static Tensor Bets(Func<Tensor, Tensor> read, Tensor prompts, Tensor expected)
    {
        var text = cat([prompts, expected[.., ..^1]], 1);                                      // [N, P + A - 1]
        return read(text)[.., ^(int)expected.shape[1]..].softmax(-1);
    }
}
