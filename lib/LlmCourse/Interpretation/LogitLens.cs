using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>
/// What the model would predict if it stopped after a layer: the last norm and the head, applied to the stream as it stands there.
/// (nostalgebraist 2020, interpreting GPT: the logit lens; chapter 03.)
/// </summary>
/// <param name="Layers">Blocks that the stream has passed: 0 is the bare embedding.</param>
/// <param name="Probabilities">The bet on the token after each position, [T][V].</param>
public sealed record LogitLens(int Layers, float[][] Probabilities)
{
    /// <summary>The bets before the first block and after each one, for one sequence of tokens [T] int64.</summary>
    /// <exception cref="ArgumentException">The tokens are not one sequence, or more than the context holds.</exception>
    public static IReadOnlyList<LogitLens> Of(Gpt model, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        var bets = new List<LogitLens>();
        ModuleHooks.Run<TransformerBlock>(model, OneSequence.Of(model, tokens), (_, _, before, after) =>
        {
            if (bets.Count == 0)
            {
                bets.Add(Read(model, 0, before));
            }

            bets.Add(Read(model, bets.Count, after));
        });
        return bets;
    }

    /// <summary>Mean surprise at the tokens that really came, in nats: targets [T] for the T positions.</summary>
    public double Loss(IReadOnlyList<long> targets) =>
        targets.Select((target, t) => -Math.Log(Math.Max(Probabilities[t][target], float.Epsilon))).Average();

    private static LogitLens Read(Gpt model, int layers, Tensor stream)
    {
        using var probabilities = model.Unembed(stream).softmax(-1).cpu(); // [1, T, V]
        return new LogitLens(layers, [.. probabilities.data<float>().ToArray().Chunk(model.Config.VocabularySize)]);
    }
}
