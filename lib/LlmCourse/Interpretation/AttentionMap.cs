using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Interpretation;

/// <summary>
/// Where one head looks: row t says how much position t takes from each position up to its own; each row adds up to 1.
/// (Vaswani et al. 2017, figures 3 to 5; chapters 02 and 03.)
/// </summary>
/// <param name="Layer">The head's layer, from 0.</param>
/// <param name="Head">The head within its layer, from 0.</param>
/// <param name="Weights">The rows, [T][T].</param>
public sealed record AttentionMap(int Layer, int Head, float[][] Weights)
{
    /// <summary>The maps of all heads, layer by layer, for one sequence of tokens [T] int64.</summary>
    /// <exception cref="ArgumentException">The tokens are not one sequence, or more than the context holds.</exception>
    public static IReadOnlyList<AttentionMap> Of(Gpt model, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        using var evaluation = new EvaluationMode(model);
        var maps = new List<AttentionMap>();
        var layer = 0;
        ModuleHooks.Run<CausalSelfAttention>(model, OneSequence.Of(model, tokens), (_, attention, input, _) =>
        {
            using var weights = attention.Weights(input).cpu(); // [1, H, T, T]
            for (var head = 0; head < weights.shape[1]; head++)
            {
                maps.Add(new AttentionMap(layer, head, [.. Rows(weights[0, head])]));
            }

            layer++;
        });
        return maps;
    }

    /// <summary>Mean weight, over the rows from <paramref name="distance"/> on, of the position that lies this far back.</summary>
    public double WeightAtDistance(int distance) =>
        Enumerable.Range(distance, Weights.Length - distance).Average(t => Weights[t][t - distance]);

    private static IEnumerable<float[]> Rows(Tensor matrix)
    {
        using (matrix)
        {
            return [.. matrix.data<float>().ToArray().Chunk((int)matrix.shape[1])];
        }
    }
}
